// The part of a thread that is in the page: one unbroken run of its messages, with days and names where
// they belong. Knows neither where the reader is nor where messages come from.
import { follows, startsDay } from "../models/placement.js";

export const ITEM = ".messages__item";
const FOLLOWS = "messages__item--follows";

/** What the models need to know of a message in the page. */
export function facts(item) {
  const { id, previous, author, day, at } = item.firstElementChild.dataset;
  return { id, previous, author, day, at: Number(at) };
}

export class MessageWindow {
  constructor(list) {
    this.list = list;
  }

  get items() {
    return [...this.list.querySelectorAll(ITEM)];
  }

  get lastId() {
    const last = this.items.at(-1);
    return last ? facts(last).id : "";
  }

  find(id) {
    return this.list.querySelector(`[data-id="${CSS.escape(id)}"]`)?.parentElement ?? null;
  }

  /** One that just came; before all others where it follows none. */
  add(item, previous, days) {
    if (previous) this.find(previous).after(item);
    else this.list.prepend(item);
    arrange(item, days);
    const next = sibling(item, "nextElementSibling");
    if (next) arrange(next, days);
  }
}

/** The day and the name above a message, given what stands before it now. */
export function arrange(item, days, above = sibling(item, "previousElementSibling")) {
  let label = item.previousElementSibling;
  while (label && label !== above && !label.dataset.day) label = label.previousElementSibling;
  if (label === above) label = null;
  const before = above && facts(above);
  const own = facts(item);
  // The line above what is new parts what else would stand together.
  item.classList.toggle(FOLLOWS, !item.dataset.line && follows(before, own));
  if (!startsDay(before, own)) label?.remove();
  else if (!label && days?.has(own.day)) item.before(days.get(own.day).cloneNode(true));
}

function sibling(item, way) {
  do item = item[way];
  while (item && !item.matches(ITEM));
  return item;
}
