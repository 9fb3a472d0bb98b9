// Where a reader is in a scrolling list, and keeping them there while it changes. Works for lists laid
// out from either end; the browser's own scroll anchoring is off, so that nothing is corrected twice.
const AT_END_PX = 48;

export class Scroller {
  #element;
  #items;

  /** `items` is the selector of what the reader reads. */
  constructor(element, items) {
    this.#element = element;
    this.#items = items;
  }

  /** How far the reader is from the newest, in pixels. */
  get fromEnd() {
    const { scrollTop, scrollHeight, clientHeight } = this.#element;
    return this.#reversed ? -scrollTop : scrollHeight - scrollTop - clientHeight;
  }

  get atEnd() {
    return this.fromEnd < AT_END_PX;
  }

  toEnd(behavior = "instant") {
    const { scrollHeight } = this.#element;
    this.#element.scrollTo({ top: this.#reversed ? 0 : scrollHeight, behavior });
  }

  /** Makes a change; what the reader sees stays where it is, and the end stays the end. */
  keep(change) {
    if (this.atEnd) {
      change();
      this.toEnd();
      return;
    }
    const anchor = this.#firstVisible();
    const before = anchor?.getBoundingClientRect().top;
    change();
    if (anchor?.isConnected) this.#element.scrollTop += anchor.getBoundingClientRect().top - before;
  }

  get #reversed() {
    return getComputedStyle(this.#element).flexDirection === "column-reverse";
  }

  #firstVisible() {
    const { top } = this.#element.getBoundingClientRect();
    return [...this.#element.querySelectorAll(this.#items)].find((item) => item.getBoundingClientRect().bottom > top);
  }
}
