// The part of a thread that is in the page: one unbroken run of its messages, with days and names where
// they belong. Knows neither where the reader is nor where messages come from.
import { follows, startsDay } from "../models/grouping.js";

export const ITEM = ".messages__item";
const FOLLOWS = "messages__item--follows";
const NO_DAYS = new Map();

/** What the models need to know of a message in the page. */
export function facts(item) {
  const { id, previous, author, day, at } = item.firstElementChild.dataset;
  return { id, previous, author, day, at: Number(at) };
}

export class MessageWindow {
  #list;

  constructor(list) {
    this.#list = list;
  }

  get items() {
    return [...this.#list.querySelectorAll(ITEM)];
  }

  get first() {
    return this.#list.querySelector(ITEM);
  }

  get last() {
    return this.items.at(-1) ?? null;
  }

  find(id) {
    return this.#list.querySelector(`[data-id="${CSS.escape(id)}"]`)?.parentElement ?? null;
  }

  /** One that just came; before all others where it follows none. */
  add(item, previous, days) {
    if (previous) this.find(previous).after(item);
    else this.#list.prepend(item);
    arrange(item, days);
    const next = below(item);
    if (next) arrange(next, days);
  }

  /** The run right before this one, as the server laid it out. */
  addBefore({ items, all }) {
    const seam = this.first;
    this.#list.prepend(...all);
    if (items.length > 0 && seam) arrange(seam, NO_DAYS);
  }

  /** The run right after this one. */
  addAfter({ items, all }) {
    this.#list.append(...all);
    if (items.length > 0) arrange(items[0], NO_DAYS);
  }

  /** Another run altogether. */
  replace({ all }) {
    this.#list.replaceChildren(...all);
  }

  /** Takes so many away from the beginning. */
  trimStart(count) {
    const rest = this.items[count];
    const days = new Map();
    while (this.#list.firstElementChild !== rest) {
      const gone = this.#list.firstElementChild;
      if (gone.dataset.day) days.set(gone.dataset.day, gone);
      gone.remove();
    }
    arrange(rest, days);
  }

  /** Takes so many away from the end. */
  trimEnd(count) {
    const rest = this.items.at(-1 - count);
    while (this.#list.lastElementChild !== rest) this.#list.lastElementChild.remove();
  }
}

/** The day and the name above a message, given what stands before it now. */
function arrange(item, days) {
  let label = null;
  let previous = item.previousElementSibling;
  for (; previous && !previous.matches(ITEM); previous = previous.previousElementSibling) {
    if (previous.dataset.day) label = previous;
  }
  const before = previous && facts(previous);
  const own = facts(item);
  // The line above what is new parts what else would stand together.
  item.classList.toggle(FOLLOWS, !item.dataset.line && follows(before, own));
  if (!startsDay(before, own)) label?.remove();
  else if (!label && days.has(own.day)) item.before(days.get(own.day).cloneNode(true));
}

function below(item) {
  let next = item.nextElementSibling;
  while (next && !next.matches(ITEM)) next = next.nextElementSibling;
  return next;
}
