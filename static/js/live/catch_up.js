// Asks a thread for what changed since a cursor, until nothing is left. One mechanism for a message that
// just came and for a month away.
import { parseFragment } from "../lib/fragment.js";
import { getFragment } from "../lib/http.js";

/** A run of messages as the server rendered it: the list and where to go on. */
export async function fetchMessages(url, query, signal) {
  const list = parseFragment(await getFragment(`${url}?${new URLSearchParams(query)}`, signal));
  return parts(list);
}

/** All changes since `cursor`, page by page; `apply` is told of each page as it comes. */
export async function changesSince(url, cursor, signal, apply) {
  let more = true;
  while (more) {
    const page = await fetchMessages(url, { since: cursor }, signal);
    cursor = page.changeCursor || cursor;
    more = page.hasMore;
    apply({ ...page, changeCursor: cursor });
  }
}

/** Takes a rendered list apart: all of it, the messages in their order, the days by date. */
export function parts(list) {
  const all = [...(list?.children ?? [])];
  return {
    all,
    items: all.filter((item) => item.matches(".messages__item")),
    days: new Map(all.filter((item) => item.dataset.day).map((item) => [item.dataset.day, item])),
    today: list?.dataset.today ?? "",
    changeCursor: list?.dataset.changeCursor ?? "",
    hasMore: list?.dataset.hasMore === "true",
    prevCursor: list?.dataset.prevCursor ?? "",
    nextCursor: list?.dataset.nextCursor ?? "",
  };
}
