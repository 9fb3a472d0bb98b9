// Where messages wait on this device until the server has them: in the browser's own database, so that
// they survive a reload, a crash and a closed window. Where there is none, or it is full, they wait in
// this page's memory, and `isSafe` says so.
import { meta } from "../lib/http.js";
import { keep } from "../lib/kept.js";

const NAME = "hearth";
const VERSION = 1;
const OUTBOX = "outbox";
/** A browser's database may never answer; a message must not wait for that. */
const PATIENCE_MS = 3_000;
/** Whose messages wait here, so that a page need not open the database to know that none do. */
export const OWNER = "hearth:waiting";
/** Who has signed out, until nothing of theirs is left on this device. */
export const LEFT = "hearth:left";

let opening = null;
let lastSeq = 0;
/** What is not on the disk, or not yet; in the order in which it came. */
const loose = new Map();

/** A shelf of the messages of one thread, oldest first; without a thread, of all of this member's. */
export class Shelf {
  #thread;

  constructor(thread) {
    this.#thread = thread;
  }

  async all() {
    const stored = await ask("readonly", (store) => store.getAll()).catch(() => []);
    const known = new Set(stored.map(({ key }) => key));
    const missing = [...loose.values()].filter(({ key }) => !known.has(key));
    const own = meta("member");
    return [...stored, ...missing]
      .filter(({ member, thread }) => member === own && (!this.#thread || thread === this.#thread))
      .sort((one, other) => place(one) - place(other) || 0);
  }

  /** Resolves to whether it lies on the disk now. */
  async put(entry) {
    loose.set(entry.key, entry);
    const { seq, ...unplaced } = entry;
    try {
      entry.seq = await ask("readwrite", (store) => store.put(Number.isInteger(seq) ? entry : unplaced), note);
      lastSeq = Math.max(lastSeq, entry.seq);
      loose.delete(entry.key);
      return true;
    } catch {
      // Behind what lies there by now, and before what comes to lie there later.
      entry.seq ||= lastSeq += 1e-6;
      return false;
    }
  }

  async remove({ key }) {
    loose.delete(key);
    await drop((entry) => entry.key === key);
  }
}

/** What is on its way to the disk comes behind all that is there: the disk keeps the order. */
function place({ seq }) {
  return seq || Infinity;
}

/** Whether closing the page loses nothing. */
export function isSafe() {
  return loose.size === 0;
}

/** Clears the entries of which this is true. */
export function drop(isGone) {
  return ask("readwrite", (store) => {
    const cursors = store.openCursor();
    cursors.onsuccess = () => {
      const cursor = cursors.result;
      if (!cursor) return note(store);
      if (isGone(cursor.value)) cursor.delete();
      cursor.continue();
    };
    return cursors;
  }).catch(() => {});
}

/** Inside the transaction, so that two windows never contradict each other. */
function note(store) {
  store.openCursor().onsuccess = ({ target }) => keep(OWNER, target.result?.value.member);
}

/** One request in one transaction; resolves once that is on the disk. */
async function ask(mode, request, then) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(reject, PATIENCE_MS);
  });
  const answer = (async () => {
    const database = await (opening ??= open());
    return new Promise((done, failed) => {
      const transaction = database.transaction(OUTBOX, mode, { durability: "strict" });
      const store = transaction.objectStore(OUTBOX);
      const asked = request(store);
      then?.(store);
      transaction.oncomplete = () => done(asked.result);
      transaction.onabort = () => failed(transaction.error);
    });
  })();
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

function open() {
  return new Promise((done, failed) => {
    const opening = indexedDB.open(NAME, VERSION);
    opening.onupgradeneeded = () => opening.result.createObjectStore(OUTBOX, { keyPath: "seq", autoIncrement: true });
    opening.onsuccess = ({ target: { result } }) => {
      // Makes way for a newer page of ours that wants it in another form.
      result.onversionchange = () => result.close();
      done(result);
    };
    opening.onerror = () => failed(opening.error);
  });
}
