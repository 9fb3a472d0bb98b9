// Asks every few seconds where live updates do not get through, as behind a proxy that was not told of
// WebSockets. Each answer counts as an event on every channel that the page listens to: what they stir is
// the same catching up as ever, bounded and one at a time.
import { announce } from "../lib/dom.js";
import { getFragment, meta } from "../lib/http.js";
import { keep } from "../lib/kept.js";
import { BLOCKED } from "../live/live.js";

const SEEN_MS = 5_000;
const HIDDEN_MS = 60_000;
/** So that the windows of a family do not all ask in the same moment. */
const SPREAD = 0.4;
const PATIENCE_MS = 10_000;
const EVENT = "hearth:resync";

export class Polling {
  /** Whether the last answer came. */
  works = false;

  #joined;
  #timer = null;
  #listeners = new AbortController();

  /** `joined` has the channels of the page as its keys. */
  constructor(joined) {
    this.#joined = joined;
    const { signal } = this.#listeners;
    document.addEventListener("visibilitychange", () => document.hidden || this.#ask(), { signal });
    this.#ask();
  }

  stop() {
    this.#listeners.abort();
    clearTimeout(this.#timer);
  }

  async #ask() {
    clearTimeout(this.#timer);
    try {
      await getFragment(`${meta("base")}/livez`, AbortSignal.timeout(PATIENCE_MS));
      if (this.#listeners.signal.aborted) return;
      this.works = true;
      keep(BLOCKED, true);
      announce(document, "live:polled");
      for (const channel of this.#joined.keys()) announce(document, "live:heard", { channel, event: EVENT });
    } catch {
      this.works = false;
      announce(document, "live:lost");
    }
    if (this.#listeners.signal.aborted) return;
    clearTimeout(this.#timer);
    const pause = document.hidden ? HIDDEN_MS : SEEN_MS;
    this.#timer = setTimeout(() => this.#ask(), pause * (1 - SPREAD / 2 + SPREAD * Math.random()));
  }
}
