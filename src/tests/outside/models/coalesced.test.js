import assert from "node:assert/strict";
import { test } from "node:test";
import { Coalesced } from "../../../../static/js/models/coalesced.js";
import * as time from "../lib/time.js";

/** Lets promises settle between ticks of the mocked clock. */
const settle = () => new Promise((done) => setImmediate(done));

async function pass(ms) {
  time.tick(ms);
  await settle();
}

function clock() {
  time.stop();
}

test("many requests become one run", async () => {
  clock();
  let runs = 0;
  const task = new Coalesced(async () => void runs++, 300);
  for (let i = 0; i < 20; i++) task.nudge();
  await pass(299);
  assert.equal(runs, 0);
  await pass(1);
  assert.equal(runs, 1);
});

test("a request during a run leads to exactly one more", async () => {
  clock();
  let runs = 0;
  let finish;
  const task = new Coalesced(() => (runs++, new Promise((done) => (finish = done))));
  task.nudge();
  await pass(0);
  for (let i = 0; i < 5; i++) task.nudge();
  finish();
  await settle();
  await pass(0);
  assert.equal(runs, 2);
  finish();
  await settle();
  await pass(60_000);
  assert.equal(runs, 2);
});

test("a broken run is tried again", async () => {
  clock();
  let runs = 0;
  const task = new Coalesced(async () => {
    if (++runs < 3) throw new Error("line down");
  });
  task.nudge();
  for (let i = 0; i < 3; i++) await pass(30_000);
  assert.equal(runs, 3);
});

test("a run that was refused for good is not", async () => {
  clock();
  let runs = 0;
  const task = new Coalesced(async () => {
    runs++;
    throw Object.assign(new Error("gone"), { final: true });
  });
  task.nudge();
  for (let i = 0; i < 3; i++) await pass(60_000);
  assert.equal(runs, 1);
});

test("the server's own wait is respected", async () => {
  clock();
  let runs = 0;
  const task = new Coalesced(async () => {
    if (++runs === 1) throw Object.assign(new Error("busy"), { retryAfterMs: 90_000 });
  });
  task.nudge();
  await pass(0);
  await pass(89_999);
  assert.equal(runs, 1);
  await pass(1);
  assert.equal(runs, 2);
});

test("after a stop nothing runs", async () => {
  clock();
  let runs = 0;
  const task = new Coalesced(async () => void runs++, 10);
  task.nudge();
  task.stop();
  task.nudge();
  await pass(1_000);
  assert.equal(runs, 0);
});
