// Pictures beyond those that a page holds, asked of the gallery it belongs to, a page at a time: of a thread
// in the order of its conversation, of a gallery in its own.
import { parseFragment } from "../lib/fragment.js";
import { getFragment } from "../lib/http.js";
import { tiles } from "./viewer_items.js";

export class Beyond {
  #url;
  /** Whether one leafs towards older ones. */
  #isGallery;
  /** On which sides there may be more: that of older ones, and that of newer ones. */
  #more;

  /** What lies around the part of a thread, or the page of a gallery, that is shown. */
  constructor(page = document) {
    const list = page.querySelector("message-list");
    this.#isGallery = !list;
    if (list) {
      const { url, prevCursor, nextCursor } = list.dataset;
      this.#url = new URL("gallery", new URL(url, location));
      this.#more = { before: Boolean(prevCursor), after: Boolean(nextCursor) };
    } else {
      this.#url = new URL(location.pathname, location);
      this.#more = sides(page);
    }
  }

  /** Whether what is known is all there is. */
  get isAll() {
    return !this.#more.before && !this.#more.after;
  }

  /** Whether there may be more on that side: 1 for what comes next, -1 for what came before. */
  hasMore(by) {
    return this.#more[this.#side(by)];
  }

  /** What comes on that side of `item`, in order; rejects where the line is down. */
  async more(by, { id }) {
    const side = this.#side(by);
    const url = new URL(this.#url);
    url.searchParams.set(side, id);
    const page = parseFragment(await getFragment(url), "main");
    const found = tiles(page);
    this.#more[side] = found.length > 0 && sides(page)[side];
    return this.#isGallery ? found : found.reverse();
  }

  #side(by) {
    return (by > 0) === this.#isGallery ? "before" : "after";
  }
}

function sides(page) {
  const leads = (rel) => Boolean(page.querySelector(`.shelf__more [rel=${rel}]`));
  return { before: leads("next"), after: leads("prev") };
}
