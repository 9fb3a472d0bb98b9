// Runs of messages as the server laid them out, put at either end of what is in the page or taken away
// there. At a seam the day and the name above a message depend on what it meets.
import { ITEM, arrange } from "../lib/message_window.js";

/** The run right before. */
export function addBefore(list, { items, all }) {
  const seam = list.querySelector(ITEM);
  list.prepend(...all);
  if (items.length > 0 && seam) arrange(seam);
}

/** The run right after. */
export function addAfter(list, { items, all }) {
  list.append(...all);
  if (items.length > 0) arrange(items[0]);
}

/** Everything before this message. */
export function cutBefore(list, item) {
  const days = new Map();
  while (list.firstElementChild !== item) {
    const gone = list.firstElementChild;
    if (gone.dataset.day) days.set(gone.dataset.day, gone);
    gone.remove();
  }
  arrange(item, days);
}

/** Everything after it. */
export function cutAfter(list, item) {
  while (list.lastElementChild !== item) list.lastElementChild.remove();
}
