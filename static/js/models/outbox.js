// Messages on their way: one at a time, in order, each with the key that keeps it from being doubled.
// Knows no elements and no network: `send` does that and rejects with an error whose `passing` says
// whether the same attempt may succeed later (an error without it is a broken line, which may).
import { backoff } from "./backoff.js";

export class Outbox {
  #entries = [];
  #send;
  #changed;
  #sending = false;
  #failures = 0;
  #timer = null;

  /** `changed(entry, result)` is told of every new state: pending, failed, refused, stored, discarded. */
  constructor(send, changed) {
    this.#send = send;
    this.#changed = changed;
  }

  /** Whether anything is not stored yet. */
  get isEmpty() {
    return this.#entries.length === 0;
  }

  /** Takes a message `{ key, … }` in; it is sent when all before it are. */
  add(entry) {
    this.#entries.push(entry);
    this.#become(entry, "pending");
    this.#next();
  }

  /** Sends what a broken line held up; refused ones wait for a person. */
  resume() {
    clearTimeout(this.#timer);
    this.#timer = null;
    for (const entry of this.#entries) if (entry.state === "failed") this.#become(entry, "pending");
    this.#next();
  }

  /** Tries one again because a person asked for it. */
  retry(key) {
    const entry = this.#find(key);
    if (entry?.state === "refused") this.#become(entry, "pending");
    this.resume();
  }

  /** Forgets one that is not being sent. */
  discard(key) {
    const entry = this.#find(key);
    if (!entry || entry.sending) return;
    this.#remove(entry);
    this.#become(entry, "discarded");
    this.#next();
  }

  async #next() {
    if (this.#sending || this.#timer !== null) return;
    const entry = this.#entries.find(({ state }) => state !== "refused");
    if (!entry) return;
    this.#sending = entry.sending = true;
    try {
      const result = await this.#send(entry);
      this.#failures = 0;
      this.#remove(entry);
      this.#become(entry, "stored", result);
    } catch (error) {
      if (error.passing ?? true) this.#holdUp(entry, error);
      else this.#become(entry, "refused", error);
    }
    this.#sending = entry.sending = false;
    this.#next();
  }

  /** Order is kept: nothing overtakes a message that waits for the line. */
  #holdUp(entry, error) {
    const wait = Math.max(error.retryAfterMs ?? 0, backoff(++this.#failures + 1));
    this.#timer = setTimeout(() => this.resume(), wait);
    this.#become(entry, "failed", error);
  }

  #become(entry, state, result) {
    entry.state = state;
    this.#changed(entry, result);
  }

  #find(key) {
    return this.#entries.find((entry) => entry.key === key);
  }

  #remove(entry) {
    this.#entries = this.#entries.filter((other) => other !== entry);
  }
}
