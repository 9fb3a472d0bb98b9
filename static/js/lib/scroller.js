// Where a reader is in a scrolling list, and keeping them there while it changes: by our own doing or
// not, as when a picture comes, the window turns or letters grow. Most browsers anchor what is in sight
// by themselves, in step with a wheel or finger that is moving; where one does not, it is done here.
// What no browser does is to stay at the end, and at the very first pixel.
const AT_END_PX = 48;
const STILL_PX = 1;

const anchors = () => CSS.supports("overflow-anchor", "auto");

export class Scroller {
  #element;
  #items;
  #observer;
  #anchor = null;
  #top = 0;
  #held = null;
  #ended;
  #height;
  #inner;
  /** Whether what is shown stops before the newest: then its lower edge is no end to stay at. */
  isPartial;

  /** `items` is the selector of what the reader reads, all of it inside the element's one child. */
  constructor(element, items, isPartial) {
    this.#element = element;
    this.#items = items;
    this.isPartial = isPartial;
    this.#remember();
    this.#observer = new ResizeObserver(() => this.#settle());
    for (const each of [element, element.firstElementChild]) this.#observer.observe(each);
  }

  stop() {
    this.#observer.disconnect();
  }

  get fromStart() {
    return this.#element.scrollTop;
  }

  /** How far the reader is from the newest that is shown, in pixels. */
  get fromEnd() {
    const { scrollTop, scrollHeight, clientHeight } = this.#element;
    return scrollHeight - scrollTop - clientHeight;
  }

  get atEnd() {
    return !this.isPartial && this.fromEnd < AT_END_PX;
  }

  /** The first thing in sight and how far below the upper edge it begins. */
  get place() {
    const item = this.#firstVisible();
    return { item, top: item ? this.#topOf(item) : 0 };
  }

  /** The last thing that is read to its end by now. */
  get lastVisible() {
    const bottom = this.#element.getBoundingClientRect().bottom + STILL_PX;
    const items = [...this.#element.querySelectorAll(this.#items)];
    return items.findLast((item) => item.getBoundingClientRect().bottom <= bottom) ?? null;
  }

  toEnd(behavior = "instant") {
    this.#element.scrollTo({ top: this.#element.scrollHeight, behavior });
  }

  /** Shows an item that far below the upper edge. */
  put(item, top) {
    this.#shift(this.#topOf(item) - top);
    this.#remember();
  }

  /** The reader moved: where they are now is what is kept. While a change of size is not yet settled,
      where they are is not where they went. */
  note() {
    this.#held = null;
    if (this.#element.scrollHeight === this.#inner) this.#remember();
  }

  /** Makes a change; what the reader sees stays where it is, and the end stays the end. */
  keep(change) {
    const { atEnd } = this;
    const first = this.#firstVisible();
    // The very first may lose the day and the name above it to what comes before: no browser knows that.
    const isVeryFirst = first === this.#element.querySelector(this.#items);
    const isOurs = !atEnd && (!anchors() || isVeryFirst);
    const item = isOurs ? (first?.nextElementSibling ?? first) : null;
    const top = item && this.#topOf(item);
    change();
    if (atEnd) this.toEnd();
    else if (item?.isConnected) this.put(item, top);
    if (atEnd || isOurs) this.#remember();
  }

  /** What is pressed to unfold stays under the finger; what folds comes back into sight. */
  hold(item, folds) {
    const top = this.#topOf(item);
    this.#held = { item, top: folds ? Math.max(top, 0) : top };
  }

  /** After sizes changed. A window that becomes lower, as when a keyboard opens, keeps its lower edge. */
  #settle() {
    const { clientHeight, scrollHeight } = this.#element;
    if (this.#held) this.put(this.#held.item, this.#held.top);
    else if (this.#ended) this.toEnd();
    else if (scrollHeight === this.#inner) this.#shift(this.#height - clientHeight);
    else if (this.#anchor?.isConnected && (!anchors() || this.#isLost)) this.put(this.#anchor, this.#top);
    this.#remember();
  }

  #remember() {
    this.#height = this.#element.clientHeight;
    this.#inner = this.#element.scrollHeight;
    this.#ended = this.atEnd;
    const { item, top } = this.place;
    // Rounding would add up to a slow drift.
    if (item !== this.#anchor || Math.abs(top - this.#top) >= STILL_PX) this.#top = top;
    this.#anchor = item;
  }

  /** Browsers give up where spaces around the list change too, as with larger letters. */
  get #isLost() {
    const { top, bottom } = this.#anchor.getBoundingClientRect();
    const box = this.#element.getBoundingClientRect();
    return bottom <= box.top || top >= box.bottom;
  }

  /** Each one ends the browser's own smooth movement. */
  #shift(px) {
    if (px) this.#element.scrollTop += px;
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
