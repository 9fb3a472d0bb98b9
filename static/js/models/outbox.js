// Messages on their way: in order, each with the key that keeps it from being doubled. Words alone and
// messages with files go in two lanes, one at a time in each: a long film must not hold up what is said
// meanwhile, but what is said about a photo waits a moment for it, and files wait for words before them.
// Knows no elements, no network and no storage. What waits lies on a `shelf`, where other windows of the
// same device may see it, too; whoever is `alone` in a lane sends. `send` rejects with an error whose
// `passing` says whether the same attempt may succeed later (one without it is a broken line, which may),
// and `discarded` that a person wants it no more.
import { backoff } from "./backoff.js";

/** How long words wait for files before them. */
const PATIENCE_MS = 3_000;

export class Outbox {
  #shelf;
  #send;
  #changed;
  #alone;
  #words = { hasFiles: false, failures: 0, timer: null, moved: [] };
  #files = { hasFiles: true, failures: 0, timer: null, moved: [] };
  /** Since when words wait for a message with files, by its key. */
  #patient = new Map();

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

  /** Takes a message `{ key, files, … }` in; it is sent in its turn. Resolves when it lies safe. */
  add(entry) {
    this.#become(entry, "pending");
    const lying = this.#shelf.put(entry);
    this.#next(this.#words);
    this.#next(this.#files);
    return lying;
  }

  /** Sends what a broken line held up, and what another window left; refused ones wait for a person. */
  resume() {
    this.#patient.clear();
    this.#wake(this.#words);
    this.#wake(this.#files);
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

  /** Forgets one; words that are on their way just now only if that fails. Files are told by whoever sends them. */
  async discard(key) {
    const drop = async () => {
      const entry = await this.#find(key);
      if (!entry) return;
      await this.#shelf.remove(entry);
      this.#become(entry, "discarded");
    };
    const entry = await this.#find(key);
    await (hasFiles(entry) ? drop() : this.#alone(drop, false));
    this.#next(this.#words);
    this.#next(this.#files);
  }

  #wake(lane) {
    clearTimeout(lane.timer);
    lane.timer = null;
    this.#next(lane);
  }

  async #next(lane) {
    lane.isAsked = true;
    if (lane.isRunning) return;
    lane.isRunning = true;
    while (lane.isAsked && lane.timer === null) {
      lane.isAsked = false;
      await this.#alone(() => this.#deliver(lane), lane.hasFiles);
    }
    lane.isRunning = false;
    moved(lane);
  }

  async #deliver(lane) {
    for (;;) {
      const pending = (await this.#shelf.all()).filter((each) => stateOf(each) === "pending");
      const ours = pending.filter((each) => hasFiles(each) === lane.hasFiles);
      // Only what still lies there: another window may have sent it, or its author thrown it away.
      if (lane.isHeld) for (const each of ours) this.#become(each, "pending");
      lane.isHeld = false;
      const [entry] = ours;
      if (!entry) return;
      if (pending[0] !== entry) {
        if (lane.hasFiles && this.#words.timer !== null) return this.#holdUp(lane);
        if (await this.#letPass(lane, pending[0])) continue;
      }
      try {
        const result = await this.#send(entry);
        lane.failures = 0;
        await this.#shelf.remove(entry);
        this.#become(entry, "stored", result);
      } catch (error) {
        if (error.discarded) {
          await this.#shelf.remove(entry);
          this.#become(entry, "discarded");
        } else if (error.passing ?? true) {
          this.#again(lane, error);
          return this.#holdUp(lane);
        } else {
          entry.refused = error.detail || " ";
          await this.#shelf.put(entry);
          this.#become(entry, "refused");
        }
      }
      moved(lane);
    }
  }

  /** Waits for what lies before in the other lane; false once that was long enough. */
  async #letPass(lane, before) {
    let rest = PATIENCE_MS;
    if (!lane.hasFiles) {
      if (!this.#patient.has(before.key)) this.#patient.set(before.key, Date.now());
      rest += this.#patient.get(before.key) - Date.now();
      if (rest <= 0) return false;
    }
    const other = lane.hasFiles ? this.#words : this.#files;
    await new Promise((done) => {
      other.moved.push(done);
      setTimeout(done, rest);
    });
    return true;
  }

  #again(lane, error) {
    const wait = Math.max(error.retryAfterMs ?? 0, backoff(++lane.failures + 1));
    lane.timer = setTimeout(() => {
      this.#wake(lane);
      // They may have waited for the words alone.
      if (this.#files.timer === null) this.#wake(this.#files);
    }, wait);
  }

  /** Order is kept: in its lane nothing overtakes a message that waits for the line. */
  async #holdUp(lane) {
    const pending = (await this.#shelf.all()).filter((entry) => stateOf(entry) === "pending");
    for (const entry of pending) if (hasFiles(entry) === lane.hasFiles) this.#become(entry, "failed");
    lane.isHeld = true;
    moved(lane);
  }

  #become(entry, state, result) {
    entry.state = state;
    this.#changed(entry, result);
  }

  async #find(key) {
    return (await this.#shelf.all()).find((entry) => entry.key === key);
  }
}

function moved(lane) {
  for (const done of lane.moved.splice(0)) done();
}

function stateOf(entry) {
  return entry.refused ? "refused" : "pending";
}

function hasFiles(entry) {
  return entry?.files?.length > 0;
}
