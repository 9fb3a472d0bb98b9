import assert from "node:assert/strict";
import { test } from "node:test";
import { fitted } from "../../../../static/js/models/fitting.js";

test("a picture fits its frame, keeps its shape and is never enlarged", () => {
  assert.deepEqual(fitted(4000, 2000), { width: 340, height: 170 });
  assert.deepEqual(fitted(1000, 4000), { width: 100, height: 400 });
  assert.deepEqual(fitted(20, 10), { width: 20, height: 10 });
  assert.deepEqual(fitted(10_000, 1), { width: 340, height: 1 });
});
