// A chat that somebody renamed, or gave a picture, or joined, looks so on pages that are open as well.
import { replaceKeepingFocus } from "../lib/dom.js";
import { parseFragment } from "../lib/fragment.js";
import { getFragment } from "../lib/http.js";
import { Coalesced } from "../models/coalesced.js";

/** Who is here and who writes is told by the live channel, and stays. */
const PARTS = [".faces", ".conversation__name", ".conversation__people"];

const refresh = new Coalesced(async () => {
  const page = await getFragment(location.pathname);
  const next = parseFragment(page, ".conversation__head");
  const title = parseFragment(page, "title")?.textContent;
  if (title) document.querySelector("message-list")?.rename(title);
  const head = document.querySelector(".conversation__head");
  for (const part of PARTS) {
    const [old, fresh] = [head?.querySelector(part), next?.querySelector(part)];
    if (old && fresh && !old.isEqualNode(fresh)) replaceKeepingFocus(old, fresh);
  }
});

/** A thread has changed, as its event tells of it. */
export function changed({ thread }) {
  if (document.querySelector("message-list")?.dataset.thread === thread?.id) refresh.nudge();
}
