import assert from "node:assert/strict";
import { test } from "node:test";
import { backoff, delayAfterClose } from "../../../../static/js/models/backoff.js";

const MOST = () => 1;
const LEAST = () => 0;

test("waiting doubles, has full jitter and never exceeds half a minute", () => {
  assert.deepEqual([0, 1, 2, 3].map((attempt) => backoff(attempt, MOST)), [1_000, 2_000, 4_000, 8_000]);
  assert.equal(backoff(50, MOST), 30_000);
  assert.equal(backoff(5, LEAST), 0);
});

test("a refusal by the protocol is final", () => {
  for (const code of [4000, 4001, 4009, 4099]) assert.equal(delayAfterClose(code, 0), null);
});

test("a server over capacity is left alone for at least a second", () => {
  for (const attempt of [0, 1, 5]) assert.ok(delayAfterClose(4100, attempt, LEAST) >= 1_000);
});

test("a reconnect at once is at once, but not in a circle", () => {
  assert.ok(delayAfterClose(4200, 0, MOST) <= 500);
  assert.equal(delayAfterClose(4200, 4, MOST), 16_000);
});

test("a server that restarts gets a second, and its clients do not come all together", () => {
  assert.equal(delayAfterClose(1012, 0, LEAST), 1_000);
  assert.equal(delayAfterClose(1012, 0, MOST), 3_000);
});

test("a line that broke is tried soon, then later and later", () => {
  assert.equal(delayAfterClose(1006, 0, MOST), 1_000);
  assert.equal(delayAfterClose(1006, 3, MOST), 8_000);
});
