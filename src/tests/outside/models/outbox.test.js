import assert from "node:assert/strict";
import { test } from "node:test";
import { Outbox } from "../../../../static/js/models/outbox.js";
import * as time from "../lib/time.js";

const settle = () => new Promise((done) => setImmediate(done));
const refused = () => Object.assign(new Error("no"), { passing: false });

function clock() {
  time.stop();
}

/** An outbox whose sends are answered by hand. */
function outbox() {
  const sent = [];
  const told = [];
  const box = new Outbox(
    (entry) => new Promise((resolve, reject) => sent.push({ key: entry.key, resolve, reject })),
    (entry) => told.push(`${entry.state} ${entry.key}`),
  );
  return { box, sent, told };
}

test("messages go out in order, one at a time", async () => {
  clock();
  const { box, sent } = outbox();
  for (const key of ["a", "b", "c"]) box.add({ key });
  assert.deepEqual(sent.map(({ key }) => key), ["a"]);
  sent[0].resolve("");
  await settle();
  assert.deepEqual(sent.map(({ key }) => key), ["a", "b"]);
});

test("a broken line holds everything up, and a retry has the same key", async () => {
  clock();
  const { box, sent, told } = outbox();
  box.add({ key: "a" });
  box.add({ key: "b" });
  sent[0].reject(new TypeError("line down"));
  await settle();
  assert.deepEqual(told, ["pending a", "pending b", "failed a"]);
  time.tick(30_000);
  assert.deepEqual(sent.map(({ key }) => key), ["a", "a"]);
});

test("the line's return sends at once what waited", async () => {
  clock();
  const { box, sent } = outbox();
  box.add({ key: "a" });
  sent[0].reject(new TypeError("line down"));
  await settle();
  box.resume();
  assert.equal(sent.length, 2);
});

test("the line's return does not send twice what is on its way", () => {
  clock();
  const { box, sent } = outbox();
  box.add({ key: "a" });
  box.resume();
  box.resume();
  assert.equal(sent.length, 1);
});

test("a refused message waits for a person and lets the others pass", async () => {
  clock();
  const { box, sent, told } = outbox();
  box.add({ key: "a" });
  box.add({ key: "b" });
  sent[0].reject(refused());
  await settle();
  assert.deepEqual(sent.map(({ key }) => key), ["a", "b"]);
  box.resume();
  sent[1].resolve("");
  await settle();
  assert.equal(sent.length, 2);
  box.retry("a");
  assert.deepEqual(sent.map(({ key }) => key), ["a", "b", "a"]);
  assert.deepEqual(told.slice(-2), ["stored b", "pending a"]);
});

test("what a person discards is gone, what is on its way is not", async () => {
  clock();
  const { box, sent } = outbox();
  box.add({ key: "a" });
  box.discard("a");
  assert.equal(box.isEmpty, false);
  sent[0].reject(refused());
  await settle();
  box.discard("a");
  assert.equal(box.isEmpty, true);
});

test("a busy server passes, and its wait is respected", async () => {
  clock();
  const { box, sent } = outbox();
  box.add({ key: "a" });
  sent[0].reject(Object.assign(new Error("busy"), { passing: true, retryAfterMs: 120_000 }));
  await settle();
  time.tick(119_999);
  assert.equal(sent.length, 1);
  time.tick(1);
  assert.equal(sent.length, 2);
});
