// Where the reader was, kept with each entry of the browser's history, so that Back, Forward and a reload
// lead there. `null` is the newest message, wherever that is by then.
const STILL_MS = 300;

export class Places {
  #now;
  #timer = null;
  #isReturning = false;
  /** Settled once the place kept with this entry is reached, at once where there is none. */
  found = null;

  /** `now()` tells the place, `go(place)` leads there. */
  constructor(now, go, signal) {
    this.#now = now;
    const lead = async (place) => {
      clearTimeout(this.#timer);
      this.#isReturning = true;
      await go(place);
      this.#isReturning = false;
    };
    addEventListener("popstate", ({ state }) => state?.place !== undefined && lead(state.place), { signal });
    addEventListener("pagehide", () => this.keep(), { signal });
    // Before a press that makes an entry of its own, as the viewer's does.
    addEventListener("click", () => this.keep(), { signal, capture: true });
    signal.addEventListener("abort", () => clearTimeout(this.#timer));
    if (history.state?.place) this.found = lead(history.state.place);
  }

  /** The reader moves: the place is kept once they rest, because browsers allow this only so often. */
  touch() {
    clearTimeout(this.#timer);
    if (!this.#isReturning) this.#timer = setTimeout(() => this.keep(), STILL_MS);
  }

  keep() {
    clearTimeout(this.#timer);
    if (!this.#isReturning) history.replaceState({ ...history.state, place: this.#now() }, "");
  }

  /** A new entry; the place in the one before must have been kept. Through the second step the browser
      knows the target, marks it, and goes on from it by Tab. */
  visit({ pathname, search, hash }) {
    history.pushState({}, "", pathname + search);
    location.replace(hash);
  }
}
