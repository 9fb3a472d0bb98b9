// Where a reader is in a scrolling list, and keeping them there while it changes: by our own doing or
// not, as when a picture comes, the window turns or letters grow. Works for lists laid out from either
// end; the browser's own scroll anchoring is off, so that nothing is corrected twice.
const AT_END_PX = 48;
/** Less is not worth a correction: each one ends the browser's own smooth movement. */
const LEAST_PX = 0.5;
const STILL_PX = 1;

export class Scroller {
  #element;
  #items;
  #reversed;
  #observer;
  #anchor = null;
  #top = 0;
  #ended = true;
  #height = 0;
  /** Whether what is shown stops before the newest: then its lower edge is no end to stay at. */
  isPartial;

  /** `items` is the selector of what the reader reads, all of it inside the element's one child. */
  constructor(element, items, isPartial) {
    this.#element = element;
    this.#items = items;
    this.isPartial = isPartial;
    this.#reversed = getComputedStyle(element).flexDirection === "column-reverse";
    this.#remember();
    this.#observer = new ResizeObserver(() => this.#settle());
    for (const each of [element, element.firstElementChild]) this.#observer.observe(each);
  }

  stop() {
    this.#observer.disconnect();
  }

  /** How far the reader is from the newest that is shown, in pixels. */
  get fromEnd() {
    const { scrollTop, scrollHeight, clientHeight } = this.#element;
    return this.#reversed ? -scrollTop : scrollHeight - scrollTop - clientHeight;
  }

  get fromStart() {
    const { scrollHeight, clientHeight } = this.#element;
    return scrollHeight - clientHeight - this.fromEnd;
  }

  get atEnd() {
    return !this.isPartial && this.fromEnd < AT_END_PX;
  }

  /** The first thing in sight and how far below the upper edge it begins. */
  get place() {
    this.note();
    return { item: this.#anchor, top: this.#top };
  }

  toEnd(behavior = "instant") {
    const { scrollHeight } = this.#element;
    this.#element.scrollTo({ top: this.#reversed ? 0 : scrollHeight, behavior });
  }

  /** Shows an item that far below the upper edge. */
  put(item, top) {
    this.#shift(this.#topOf(item) - top);
    this.#remember(item);
  }

  /** The reader moved: where they are now is what is kept. While a change of size is not yet settled,
      where they are is not where they went. */
  note() {
    if (this.#element.scrollHeight === this.#height) this.#remember();
  }

  /** Makes a change; what the reader sees stays where it is, and the end stays the end. */
  keep(change) {
    this.#settle();
    const { atEnd } = this;
    const anchor = atEnd ? null : this.#firstVisible();
    const before = anchor && this.#topOf(anchor);
    change();
    if (atEnd) this.toEnd();
    else if (anchor?.isConnected) this.#shift(this.#topOf(anchor) - before);
    this.#remember();
  }

  /** What is pressed to unfold stays under the finger; what folds comes back into sight. */
  hold(item, folds) {
    this.#remember(item);
    this.#ended = false;
    if (folds) this.#top = Math.max(this.#top, 0);
  }

  /** After sizes changed. A window that only became lower or higher keeps its lower edge where the
      browser does, at the end; anything else keeps what was in sight. */
  #settle() {
    if (this.#ended) this.toEnd();
    else if (this.#element.scrollHeight !== this.#height && this.#anchor?.isConnected) {
      this.#shift(this.#topOf(this.#anchor) - this.#top);
    }
    this.#remember();
  }

  #remember(item = this.#firstVisible()) {
    this.#height = this.#element.scrollHeight;
    this.#ended = this.atEnd;
    const top = item ? this.#topOf(item) : 0;
    // Rounding would add up to a slow drift.
    if (item !== this.#anchor || Math.abs(top - this.#top) >= STILL_PX) this.#top = top;
    this.#anchor = item;
  }

  #shift(px) {
    if (Math.abs(px) >= LEAST_PX) this.#element.scrollTop += px;
  }

  #topOf(item) {
    return item.getBoundingClientRect().top - this.#element.getBoundingClientRect().top;
  }

  #firstVisible() {
    const items = this.#element.querySelectorAll(this.#items);
    const { top } = this.#element.getBoundingClientRect();
    let [from, to] = [0, items.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (items[middle].getBoundingClientRect().bottom > top) to = middle;
      else from = middle + 1;
    }
    return items[from] ?? null;
  }
}
