import assert from "node:assert/strict";
import { test } from "node:test";
import { Outbox } from "../../../../static/js/models/outbox.js";
import * as time from "../lib/time.js";

const settle = () => new Promise((done) => setImmediate(() => setImmediate(done)));
const refused = (detail = "no") => Object.assign(new Error("no"), { passing: false, detail });

/** A shelf as the device has it: what is taken from it are copies. */
function shelf() {
  const lying = new Map();
  return {
    lying,
    all: async () => [...lying.values()].map((entry) => ({ ...entry })),
    put: async (entry) => lying.set(entry.key, { ...entry }),
    remove: async ({ key }) => lying.delete(key),
  };
}

/** A window: an outbox whose sends are answered by hand. */
function outbox({ on = shelf(), alone } = {}) {
  const sent = [];
  const told = [];
  const box = new Outbox({
    shelf: on,
    send: (entry) => new Promise((resolve, reject) => sent.push({ key: entry.key, resolve, reject })),
    changed: (entry) => told.push(`${entry.state} ${entry.key}`),
    alone,
  });
  return { box, sent, told, keys: () => sent.map(({ key }) => key), on };
}

/** The lock of a device: one task at a time. */
function device() {
  let last = Promise.resolve();
  return (task) => (last = last.then(task));
}

test("messages go out in order, one at a time", async () => {
  time.stop();
  const { box, sent, keys } = outbox();
  for (const key of ["a", "b", "c"]) box.add({ key });
  await settle();
  assert.deepEqual(keys(), ["a"]);
  sent[0].resolve("");
  await settle();
  assert.deepEqual(keys(), ["a", "b"]);
});

test("a broken line holds everything up, and a retry has the same key", async () => {
  time.stop();
  const { box, sent, told, keys } = outbox();
  box.add({ key: "a" });
  box.add({ key: "b" });
  await settle();
  sent[0].reject(new TypeError("line down"));
  await settle();
  assert.deepEqual(told, ["pending a", "pending b", "failed a", "failed b"]);
  time.tick(30_000);
  await settle();
  assert.deepEqual(keys(), ["a", "a"]);
});

test("what is written while the line is down waits behind the rest", async () => {
  time.stop();
  const { box, sent, keys } = outbox();
  box.add({ key: "a" });
  await settle();
  sent[0].reject(new TypeError("line down"));
  await settle();
  box.add({ key: "b" });
  await settle();
  assert.deepEqual(keys(), ["a"]);
  box.resume();
  await settle();
  sent[1].resolve("");
  await settle();
  assert.deepEqual(keys(), ["a", "a", "b"]);
});

test("the line's return does not send twice what is on its way", async () => {
  time.stop();
  const { box, keys } = outbox();
  box.add({ key: "a" });
  box.resume();
  await settle();
  box.resume();
  await settle();
  assert.deepEqual(keys(), ["a"]);
});

test("a refused message waits for a person and lets the others pass", async () => {
  time.stop();
  const { box, sent, told, keys, on } = outbox();
  box.add({ key: "a" });
  box.add({ key: "b" });
  await settle();
  sent[0].reject(refused("too long"));
  await settle();
  assert.deepEqual(keys(), ["a", "b"]);
  assert.equal(on.lying.get("a").refused, "too long");
  box.resume();
  sent[1].resolve("");
  await settle();
  assert.equal(sent.length, 2);
  await box.retry("a");
  await settle();
  assert.deepEqual(keys(), ["a", "b", "a"]);
  assert.deepEqual(told.slice(-2), ["stored b", "pending a"]);
});

test("what a person discards is gone, what is on its way is so only if that fails", async () => {
  time.stop();
  const alone = device();
  const { box, sent, told, on } = outbox({ alone });
  box.add({ key: "a" });
  box.add({ key: "b" });
  await settle();
  const [first, second] = [box.discard("a"), box.discard("b")];
  sent[0].resolve("");
  await settle();
  // The second is on its way by then.
  sent[1].reject(new TypeError("line down"));
  await Promise.all([first, second]);
  assert.equal(on.lying.size, 0);
  assert.ok(told.includes("stored a") && told.includes("discarded b"), told.join());
  assert.ok(!told.includes("discarded a"));
});

test("a busy server passes, and its wait is respected", async () => {
  time.stop();
  const { box, sent } = outbox();
  box.add({ key: "a" });
  await settle();
  sent[0].reject(Object.assign(new Error("busy"), { passing: true, retryAfterMs: 120_000 }));
  await settle();
  time.tick(119_999);
  await settle();
  assert.equal(sent.length, 1);
  time.tick(1);
  await settle();
  assert.equal(sent.length, 2);
});

test("what an earlier page left is there again and goes out in its order", async () => {
  time.stop();
  const on = shelf();
  const before = outbox({ on });
  for (const key of ["a", "b", "c"]) before.box.add({ key });
  await settle();
  before.sent[0].reject(refused());
  await settle();
  // The page is closed here; nothing that it does counts any more.
  const { box, told, keys, sent } = outbox({ on });
  await box.open();
  await settle();
  assert.deepEqual(told, ["refused a", "pending b", "pending c"]);
  assert.deepEqual(keys(), ["b"]);
  sent[0].resolve("");
  await settle();
  assert.deepEqual(keys(), ["b", "c"]);
});

test("of two windows one sends, and the other goes on in order when it is closed", async () => {
  time.stop();
  const [on, alone] = [shelf(), device()];
  const [one, other] = [outbox({ on, alone }), outbox({ on, alone })];
  one.box.add({ key: "a" });
  await settle();
  other.box.add({ key: "b" });
  one.box.add({ key: "c" });
  await settle();
  assert.deepEqual([...one.keys(), ...other.keys()], ["a"]);
  for (const [at, key] of ["a", "b", "c"].entries()) {
    assert.deepEqual(one.keys()[at], key);
    one.sent[at].resolve("");
    await settle();
  }
  assert.deepEqual(other.keys(), []);
  assert.equal(on.lying.size, 0);
});

const words = (key) => ({ key, files: [] });
const photo = (key) => ({ key, files: ["a photo"] });

test("words wait a moment for the photo before them, and then no longer", async () => {
  time.stop();
  const { box, sent, keys } = outbox();
  box.add(photo("film"));
  box.add(words("look at this"));
  await settle();
  assert.deepEqual(keys(), ["film"]);
  time.tick(3_000);
  await settle();
  assert.deepEqual(keys(), ["film", "look at this"]);
  sent[1].resolve("");
  await settle();
  // It has been waited for by now.
  box.add(words("still going"));
  await settle();
  assert.deepEqual(keys(), ["film", "look at this", "still going"]);
});

test("words go as soon as the photo before them is there", async () => {
  time.stop();
  const { box, sent, keys } = outbox();
  box.add(photo("photo"));
  box.add(words("look at this"));
  await settle();
  sent[0].resolve("");
  await settle();
  assert.deepEqual(keys(), ["photo", "look at this"]);
});

test("messages with files keep their order, and wait for words before them", async () => {
  time.stop();
  const { box, sent, keys } = outbox();
  for (const entry of [words("a"), photo("b"), photo("c")]) box.add(entry);
  await settle();
  assert.deepEqual(keys(), ["a"]);
  sent[0].resolve("");
  await settle();
  assert.deepEqual(keys(), ["a", "b"]);
  sent[1].resolve("");
  await settle();
  assert.deepEqual(keys(), ["a", "b", "c"]);
});

test("a film that the line breaks does not hold up words; words that it breaks hold up the film behind them", async () => {
  time.stop();
  const first = outbox();
  first.box.add(photo("film"));
  await settle();
  first.sent[0].reject(new TypeError("line down"));
  await settle();
  first.box.add(words("hello"));
  await settle();
  time.tick(3_000);
  await settle();
  assert.ok(first.keys().includes("hello"), first.keys().join());

  const second = outbox();
  second.box.add(words("hello"));
  second.box.add(photo("film"));
  await settle();
  second.sent[0].reject(new TypeError("line down"));
  await settle();
  assert.deepEqual(second.told.slice(-2), ["failed hello", "failed film"]);
  assert.deepEqual(second.keys(), ["hello"]);
  second.box.resume();
  await settle();
  second.sent[1].resolve("");
  await settle();
  assert.deepEqual(second.keys(), ["hello", "hello", "film"]);
});

test("a film that is discarded while it is sent is gone at once, and the next goes on", async () => {
  time.stop();
  const { box, sent, told, keys, on } = outbox({ alone: device() });
  for (const key of ["film", "photo"]) box.add(photo(key));
  await settle();
  await box.discard("film");
  assert.deepEqual([...on.lying.keys()], ["photo"]);
  // Whoever sends it hears of that, too.
  sent[0].reject(Object.assign(new Error("not wanted"), { discarded: true }));
  await settle();
  assert.ok(told.includes("discarded film") && !told.includes("failed film"), told.join());
  assert.deepEqual(keys(), ["film", "photo"]);
});

test("what was thrown away in one window does not come back in another that waited with it", async () => {
  time.stop();
  const on = shelf();
  const alone = device();
  const [first, second] = [outbox({ on, alone }), outbox({ on, alone })];
  first.box.add({ key: "a" });
  await settle();
  first.sent[0].reject(new TypeError("line down"));
  await settle();
  // The other window hears that it waits, and tries as well.
  second.box.resume();
  await settle();
  second.sent[0].reject(new TypeError("line down"));
  await settle();
  assert.deepEqual(second.told, ["failed a"]);
  await first.box.discard("a");
  await settle();
  second.box.resume();
  time.tick(60_000);
  await settle();
  assert.deepEqual(second.told, ["failed a"]);
  assert.deepEqual(second.keys(), ["a"]);
});
