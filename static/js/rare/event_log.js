// What was heard on the live channels, the newest 200. No DOM.

export const MOST = 200;
const OWN = /^pusher(_internal)?:/;
/** Of the protocol's own, what whoever tries a channel wants to see. */
const TELLING = new Set(["pusher_internal:member_added", "pusher_internal:member_removed", "pusher_internal:subscription_count", "pusher:cache_miss"]);

export class EventLog {
  #most;
  #entries = [];
  #waiting = [];
  #paused = false;

  constructor(most = MOST) {
    this.#most = most;
  }

  /** Oldest first. */
  get entries() {
    return this.#entries;
  }

  get paused() {
    return this.#paused;
  }

  /** How many came while it is paused; the newest of them appear when it goes on. */
  get waiting() {
    return this.#waiting.length;
  }

  /** Takes in the text of a frame; whether there is anything new to show. */
  hear(text, at) {
    const entry = entryOf(text, at);
    if (!entry) return false;
    const list = this.#paused ? this.#waiting : this.#entries;
    list.push(entry);
    if (list.length > this.#most) list.shift();
    return !this.#paused;
  }

  pause() {
    this.#paused = true;
  }

  resume() {
    this.#paused = false;
    this.#entries = [...this.#entries, ...this.#waiting].slice(-this.#most);
    this.#waiting = [];
  }

  clear() {
    this.#entries = [];
    this.#waiting = [];
  }
}

/** A frame as it is shown: event, channel, data made readable, by whom; none if it is of no channel. */
function entryOf(text, at) {
  let frame;
  try {
    frame = JSON.parse(text);
  } catch {
    return null;
  }
  const { event, channel, data, user_id: userId } = frame ?? {};
  if (typeof event !== "string" || typeof channel !== "string") return null;
  if (OWN.test(event) && !TELLING.has(event)) return null;
  return { event: event.replace("pusher_internal:", "pusher:"), channel, data: pretty(data), userId, at };
}

/** JSON with its parts on lines of their own; anything else as it is. */
export function pretty(data) {
  if (data === undefined) return "";
  try {
    return JSON.stringify(typeof data === "string" ? JSON.parse(data) : data, null, 2);
  } catch {
    return String(data);
  }
}
