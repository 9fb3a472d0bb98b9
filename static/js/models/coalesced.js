// A task that is asked for more often than it should run. Knows nothing of what it does.
import { backoff } from "./backoff.js";

/**
 * Runs `task` at most once at a time, `delayMs` after it was first asked for, and once more if it was
 * asked for meanwhile. A task that fails is tried again, later and later; one that rejects with an
 * error whose `final` is true is not.
 */
export class Coalesced {
  #task;
  #delayMs;
  #timer = null;
  #running = false;
  #again = false;
  #failures = 0;
  #stopped = false;

  constructor(task, delayMs = 0) {
    this.#task = task;
    this.#delayMs = delayMs;
  }

  /** Asks for a run, after at least `waitMs`. */
  nudge(waitMs = this.#delayMs) {
    if (this.#stopped) return;
    if (this.#running) this.#again = true;
    else this.#timer ??= setTimeout(() => this.#run(), waitMs);
  }

  /** Asks for a run after `waitMs`, whatever wait was on. */
  hurry(waitMs = 0) {
    clearTimeout(this.#timer);
    this.#timer = null;
    this.nudge(waitMs);
  }

  /** No further runs. */
  stop() {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #run() {
    this.#timer = null;
    this.#running = true;
    this.#again = false;
    let wait = null;
    try {
      await this.#task();
      this.#failures = 0;
      if (this.#again) wait = this.#delayMs;
    } catch (error) {
      if (!error.final) wait = Math.max(error.retryAfterMs ?? 0, backoff(++this.#failures));
    }
    this.#running = false;
    if (wait !== null) this.nudge(wait);
  }
}
