// Time that stands still until a test moves it on. Node has one of its own, which the Node of Debian 12
// knows under another shape and without the date.
let now = 0;
let nextId = 1;
const waiting = new Map();

/** From here on nothing happens by itself. */
export function stop() {
  now = 1_700_000_000_000;
  waiting.clear();
  globalThis.setTimeout = (task, delay = 0, ...args) => {
    waiting.set(nextId, { at: now + delay, task: () => task(...args) });
    return nextId++;
  };
  globalThis.clearTimeout = (id) => waiting.delete(id);
  Date.now = () => now;
}

/** Moves on, and does what is due on the way, in its order. */
export function tick(ms) {
  const until = now + ms;
  for (;;) {
    const due = [...waiting].filter(([, { at }]) => at <= until).sort(([, a], [, b]) => a.at - b.at)[0];
    if (!due) break;
    const [id, { at, task }] = due;
    waiting.delete(id);
    now = at;
    task();
  }
  now = until;
}
