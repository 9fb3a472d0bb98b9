// The rest of a thread: loads what comes before and after as the reader comes near, takes away what is
// far, and leads to any message and back. Fetched once somebody moves or presses a link.
import { announce } from "../lib/dom.js";
import { facts } from "../lib/message_window.js";
import { addAfter, addBefore, cutAfter, cutBefore } from "./message_runs.js";
import { Pager } from "./pager.js";
import { Places } from "./places.js";

/** Messages in the page: before there are more than the most, those farthest away go until so many are left. */
const MOST = 300;
const KEPT = 200;
/** Screens. More is loaded before the reader is that near to an edge; what is taken away is farther. */
const NEAR = 3;
const FAR = 5;
/** Messages asked for at once: so few that laying them out is not felt while one scrolls. */
const PAGE = 25;

export class ThreadHistory {
  #list;
  #window;
  #scroller;
  #known;
  #fetch;
  #quietly;
  #pagers;
  #places;
  /** How often another part was asked for, or where one is was chosen anew: what comes for an older one is late. */
  #opening = 0;

  /**
   * `list` is the element; `known` what it knows of the thread's newest; `fetch(query)` gets a page and
   * `quietly(page, change)` puts it there without a word and without moving what is read.
   */
  constructor(list, { window, scroller, known, fetch, quietly, signal }) {
    this.#list = list;
    this.#window = window;
    this.#scroller = scroller;
    this.#known = known;
    this.#fetch = fetch;
    this.#quietly = quietly;
    this.#pagers = [
      this.#pager("earlier", () => scroller.fromStart, () => this.#loadEarlier()),
      this.#pager("newer", () => scroller.fromEnd, () => this.#loadNewer()),
    ];
    for (const each of this.#pagers) signal.addEventListener("abort", () => each.stop());
    for (const name of ["composer:submitted", "jump:asked"]) {
      document.addEventListener(name, () => (this.#opening += 1), { signal });
    }
    this.#places = new Places(() => this.#place, (place) => this.#goBack(place), signal);
  }

  /** The place that this entry of the browser's history has kept, found again. */
  get found() {
    return this.#places.found;
  }

  /** The reader moved, or what is shown changed. */
  moved() {
    for (const pager of this.#pagers) pager.nudge();
    this.#places.touch();
  }

  /** The line is back. */
  hurry() {
    for (const pager of this.#pagers) pager.hurry();
  }

  /** Where a link of the list leads: a quote to its original, the others to older or newer messages. */
  async follow(link) {
    if (!link.matches(".quote")) return link.search ? this.hurry() : this.#list.toEnd("instant");
    this.#places.keep();
    try {
      if (await this.#toMessage(link.dataset.message)) this.#places.visit(link);
    } catch (error) {
      announce(this.#list, "notice:due", { part: "failed", words: error.detail });
    }
  }

  /** The newest page takes the place of what is shown. When it cannot be had, the way there is gone page
      by page, as the line allows. */
  async openNewest() {
    await this.#open({}).catch(() => {});
  }

  /** Makes room for so many: takes away what is far from the reader; it can be loaded again. */
  bound(coming) {
    const { items, list } = this.#window;
    if (items.length + coming <= MOST) return;
    const { fromStart, fromEnd } = this.#scroller;
    const atStart = fromStart > fromEnd;
    const { top, bottom } = this.#list.getBoundingClientRect();
    const distance = (item) => {
      const box = item.getBoundingClientRect();
      return atStart ? top - box.bottom : box.top - bottom;
    };
    // What is kept, from the far end on.
    const kept = atStart ? items.slice(-KEPT) : items.slice(0, KEPT).reverse();
    const before = atStart ? items.slice(0, -KEPT).reverse() : items.slice(KEPT);
    let edge = kept[0];
    for (const item of before) {
      if (distance(edge) >= FAR * this.#list.clientHeight) break;
      edge = item;
    }
    if (edge === (atStart ? items[0] : items.at(-1))) return;
    this.#quietly({ items: [] }, () => {
      const { prevCursor, nextCursor } = this.#list.dataset;
      if (atStart) cutBefore(list, edge);
      else cutAfter(list, edge);
      const { id } = facts(edge);
      this.point(atStart ? id : prevCursor, atStart ? nextCursor : id);
    });
  }

  /** Between which messages all that is shown stands; nothing where it reaches the thread's own ends. */
  point(prevCursor, nextCursor) {
    Object.assign(this.#list.dataset, { prevCursor, nextCursor });
    this.#scroller.isPartial = Boolean(nextCursor);
    const [earlier, newer] = this.#pagers;
    earlier.point(prevCursor);
    newer.point(nextCursor);
    this.#list.querySelector(".messages__beginning").inert = Boolean(prevCursor);
  }

  // Private: pages

  #pager(end, distance, load) {
    const more = this.#list.querySelector(`.messages__more--${end}`);
    return new Pager(more, () => distance() < NEAR * this.#list.clientHeight, load);
  }

  async #loadEarlier() {
    const { prevCursor } = this.#list.dataset;
    const page = await this.#fetch({ before: prevCursor, limit: PAGE });
    // Meanwhile something else may be shown.
    if (prevCursor !== this.#list.dataset.prevCursor) return;
    this.bound(page.items.length);
    this.#quietly(page, () => {
      addBefore(this.#window.list, page);
      this.point(page.prevCursor, this.#list.dataset.nextCursor);
    });
  }

  async #loadNewer() {
    const { nextCursor } = this.#list.dataset;
    const { beyond } = this.#known;
    const page = await this.#fetch({ cursor: nextCursor, limit: PAGE });
    if (nextCursor !== this.#list.dataset.nextCursor) return;
    this.bound(page.items.length);
    this.#quietly(page, () => {
      addAfter(this.#window.list, page);
      this.point(this.#list.dataset.prevCursor, this.#nextOf(page, beyond));
    });
  }

  /** Another part of the thread takes the place of what is shown. False if yet another was asked for. */
  async #open(query) {
    const opening = ++this.#opening;
    const { beyond } = this.#known;
    const page = await this.#fetch(query);
    if (opening !== this.#opening) return false;
    this.#quietly(page, () => {
      this.#window.list.replaceChildren(...page.all);
      this.point(page.prevCursor, this.#nextOf(page, beyond));
    });
    return true;
  }

  /** From where newer ones go on: nowhere, if the page reached the end and nothing came since it was
      asked for. */
  #nextOf(page, beyond) {
    const { lastId } = this.#window;
    if (page.nextCursor || beyond !== this.#known.beyond) return lastId;
    this.#known.newest = lastId;
    return "";
  }

  // Private: places

  /** To a message, wherever it is in the thread. */
  async #toMessage(id, top) {
    this.#opening += 1;
    if (!this.#window.find(id) && !(await this.#open({ around: id }))) return false;
    const item = this.#window.find(id);
    if (item && top !== undefined) this.#scroller.put(item, top);
    return Boolean(item);
  }

  /** Nothing can be done about a place that is gone. */
  async #goBack(place) {
    this.#opening += 1;
    if (place) await this.#toMessage(place.id, place.top).catch(() => {});
    else await this.#list.toEnd("instant");
  }

  get #place() {
    if (this.#scroller.atEnd) return null;
    const { item, top } = this.#scroller.place;
    return item && { id: facts(item).id, top };
  }
}
