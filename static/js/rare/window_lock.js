// One window of this device at a time, where the browser hides its own locks because the page came over
// plain http. Who holds a lock is written down in the browser's database, whose transactions are strictly
// one after the other; whether its holder still lives, is asked of it.
import { uuid } from "../lib/dom.js";

const NAME = "hearth-locks";
const LOCKS = "locks";
/** A window that lives answers at once, a hidden one as well. */
const ANSWER_MS = 1_500;
const AGAIN_MS = 3_000;

const me = uuid();
const held = new Set();
const turns = new Map();
let opening = null;

const windows = globalThis.BroadcastChannel ? new BroadcastChannel("hearth:locks") : null;
windows?.addEventListener("message", ({ data }) => {
  if (data.asked === me && held.has(data.name)) windows.postMessage({ lives: me, name: data.name });
});

/** Runs `task` while nobody else on this device runs one under this name. */
export function alone(name, task) {
  const turn = (turns.get(name) ?? Promise.resolve()).then(() => among(name, task));
  turns.set(name, turn.catch(() => {}));
  return turn;
}

async function among(name, task) {
  if (!windows) return task();
  try {
    for (let holder; (holder = await claim(name)) !== me; ) {
      // A holder that is gone has its place taken; one that lives says when it is done.
      if (!(await heard(({ lives }) => lives === holder, ANSWER_MS, { asked: holder, name }))) {
        if ((await claim(name, holder)) === me) break;
      }
      await heard(({ freed }) => freed === name, AGAIN_MS);
    }
  } catch {
    // Without a database there are no waiting messages that two windows could share.
    return task();
  }
  held.add(name);
  try {
    return await task();
  } finally {
    held.delete(name);
    await release(name).catch(() => {});
    windows.postMessage({ freed: name });
  }
}

/** Writes our name down where nobody's is, or that of `gone`; answers whose is there then. */
async function claim(name, gone = me) {
  const store = await locks();
  return new Promise((done, failed) => {
    const asked = store.get(name);
    asked.onerror = () => failed(asked.error);
    asked.onsuccess = () => {
      const isFree = asked.result === undefined || asked.result === gone;
      if (isFree) store.put(me, name);
      done(isFree ? me : asked.result);
    };
  });
}

async function release(name) {
  const store = await locks();
  const asked = store.get(name);
  asked.onsuccess = () => asked.result === me && store.delete(name);
}

async function locks() {
  opening ??= new Promise((done, failed) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(LOCKS);
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  return (await opening).transaction(LOCKS, "readwrite").objectStore(LOCKS);
}

/** Whether another window says what is waited for in time; `question` is what it is asked. */
function heard(isIt, patienceMs, question) {
  return new Promise((done) => {
    const end = (answer) => {
      clearTimeout(timer);
      windows.removeEventListener("message", listen);
      done(answer);
    };
    const listen = ({ data }) => isIt(data) && end(true);
    const timer = setTimeout(() => end(false), patienceMs);
    windows.addEventListener("message", listen);
    if (question) windows.postMessage(question);
  });
}
