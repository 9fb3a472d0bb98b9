// Messages on their way: one at a time, in order, each with the key that keeps it from being doubled.
// Knows no elements, no network and no storage. What waits lies on a `shelf`, where other windows of the
// same device may see it, too; whoever is `alone` at it sends. `send` rejects with an error whose
// `passing` says whether the same attempt may succeed later (one without it is a broken line, which may).
import { backoff } from "./backoff.js";

export class Outbox {
  #shelf;
  #send;
  #changed;
  #alone;
  #running = false;
  #again = false;
  #failures = 0;
  #timer = null;
  #held = [];

  /** `changed(entry, result)` is told of every new state: pending, failed, refused, stored, discarded. */
  constructor({ shelf, send, changed, alone = (task) => task() }) {
    this.#shelf = shelf;
    this.#send = send;
    this.#changed = changed;
    this.#alone = alone;
  }

  /** Takes up what an earlier page left. */
  async open() {
    for (const entry of await this.#shelf.all()) this.#become(entry, stateOf(entry));
    this.resume();
  }

  /** Takes a message `{ key, … }` in; it is sent when all before it are. Resolves when it lies safe. */
  add(entry) {
    this.#become(entry, "pending");
    const lying = this.#shelf.put(entry);
    this.#next();
    return lying;
  }

  /** Sends what a broken line held up, and what another window left; refused ones wait for a person. */
  resume() {
    clearTimeout(this.#timer);
    this.#timer = null;
    for (const entry of this.#held.splice(0)) this.#become(entry, "pending");
    this.#next();
  }

  /** Tries again because a person asked for it. */
  async retry(key) {
    const entry = await this.#find(key);
    if (entry?.refused) {
      entry.refused = "";
      this.#become(entry, "pending");
      await this.#shelf.put(entry);
    }
    this.resume();
  }

  /** Forgets one; if it is on its way just now, only if that fails. */
  async discard(key) {
    await this.#alone(async () => {
      const entry = await this.#find(key);
      if (!entry) return;
      await this.#shelf.remove(entry);
      this.#held = this.#held.filter((held) => held.key !== key);
      this.#become(entry, "discarded");
    });
    this.#next();
  }

  async #next() {
    this.#again = true;
    if (this.#running) return;
    this.#running = true;
    while (this.#again && this.#timer === null) {
      this.#again = false;
      await this.#alone(() => this.#deliver());
    }
    this.#running = false;
  }

  async #deliver() {
    for (;;) {
      const entry = (await this.#shelf.all()).find((each) => stateOf(each) === "pending");
      if (!entry) return;
      try {
        const result = await this.#send(entry);
        this.#failures = 0;
        await this.#shelf.remove(entry);
        this.#become(entry, "stored", result);
      } catch (error) {
        if (error.passing ?? true) return this.#holdUp(error);
        entry.refused = error.detail || " ";
        await this.#shelf.put(entry);
        this.#become(entry, "refused");
      }
    }
  }

  /** Order is kept: nothing overtakes a message that waits for the line. */
  async #holdUp(error) {
    const wait = Math.max(error.retryAfterMs ?? 0, backoff(++this.#failures + 1));
    this.#timer = setTimeout(() => this.resume(), wait);
    this.#held = (await this.#shelf.all()).filter((entry) => stateOf(entry) === "pending");
    for (const entry of this.#held) this.#become(entry, "failed");
  }

  #become(entry, state, result) {
    entry.state = state;
    this.#changed(entry, result);
  }

  async #find(key) {
    return (await this.#shelf.all()).find((entry) => entry.key === key);
  }
}

function stateOf(entry) {
  return entry.refused ? "refused" : "pending";
}
