import assert from "node:assert/strict";
import { test } from "node:test";
import { crop, fitted } from "../../../../static/js/rare/fitting.js";

test("a picture fits its frame, keeps its shape and is never enlarged", () => {
  assert.deepEqual(fitted(4000, 2000), { width: 340, height: 170 });
  assert.deepEqual(fitted(1000, 2200), { width: 182, height: 400 });
  assert.deepEqual(fitted(20, 10), { width: 20, height: 10 });
  assert.deepEqual(fitted(10_000, 1), { width: 340, height: 1 });
});

test("a panorama and a long strip are shown by their middle", () => {
  assert.deepEqual([crop(4000, 600), fitted(4000, 600)], ["wide", { width: 340, height: 113 }]);
  assert.deepEqual([crop(1000, 4000), fitted(1000, 4000)], ["tall", { width: 182, height: 400 }]);
  assert.deepEqual([crop(1000, 100), fitted(1000, 100)], [null, { width: 340, height: 34 }]);
  assert.equal(crop(100, 1000), null);
});
