import assert from "node:assert/strict";
import { test } from "node:test";
import { areBig, isSame, isSlow, parcels, stayAway, stepped, troubles } from "../../../../static/js/rare/file_checks.js";

const MB = 1_000_000;
const kinds = (sizes, limits = {}) => troubles(sizes, limits).map((found) => found?.kind ?? null);

test("nothing, too much, and more than there is room for stay here; the others go", () => {
  const limits = { most: 2_000 * MB, room: 30 * MB };
  assert.deepEqual(kinds([0, 20 * MB, 2_001 * MB, 20 * MB, 10 * MB], limits), ["empty", null, "too-large", "no-room", null]);
  assert.deepEqual(troubles([20 * MB, 20 * MB], limits)[1], { kind: "no-room", stays: true, room: 10 * MB });
});

test("where nothing is known nothing is refused, and what takes long is said with its time where that is known", () => {
  assert.deepEqual(kinds([5 * MB, 200 * MB, 1_300 * MB]), [null, null, "long"]);
  const [film] = troubles([1_300 * MB], { bytesPerSecond: 1.8 * MB });
  assert.deepEqual([film.stays, Math.round(film.seconds)], [false, 722]);
  assert.equal(troubles([1_300 * MB], { bytesPerSecond: null })[0].seconds, null);
});

test("what is large, and what a device has no room for, is not copied onto it; the others are", () => {
  assert.deepEqual(stayAway([200 * MB, 201 * MB, 5 * MB], null), [false, true, false]);
  // Half of what the browser says it has is for others.
  assert.deepEqual(stayAway([20 * MB, 20 * MB, 5 * MB, 6 * MB], 60 * MB), [false, true, false, true]);
  assert.deepEqual(stayAway([1, 0], 0), [true, false]);
  assert.deepEqual(stayAway([1], -5), [true]);
});

test("a file is known again by its name, its length and when it was changed", () => {
  const film = { name: "film.mp4", size: 9, lastModified: 77 };
  assert.ok(isSame(film, { ...film, away: "a mark" }));
  for (const other of [{ name: "Film.mp4" }, { size: 8 }, { lastModified: 78 }]) assert.ok(!isSame(film, { ...film, ...other }));
});

test("smaller pictures are offered for large ones and for many, not for a drawing with many pixels", () => {
  assert.ok(areBig([{ size: 2 * MB, side: 4_000 }]));
  assert.ok(areBig([{ size: 3 * MB, side: 0 }, { size: 3 * MB, side: 0 }]));
  assert.ok(!areBig([{ size: 2 * MB, side: 2_000 }]));
  assert.ok(!areBig([{ size: 20_000, side: 4_000 }]));
  assert.ok(!areBig([]));
});

test("a line is slow where the browser says so or somebody saves, else where it was slow lately", () => {
  assert.ok(isSlow({ saveData: true, effectiveType: "4g" }, null));
  assert.ok(isSlow({ effectiveType: "3g" }, 10 * MB));
  assert.ok(!isSlow({ effectiveType: "4g" }, 1));
  assert.ok(isSlow(undefined, 50_000));
  assert.ok(!isSlow(undefined, null));
});

test("more files than a message holds are several messages, in their order", () => {
  const files = Array.from({ length: 23 }, (_, at) => at);
  assert.deepEqual(parcels(files).map((parcel) => parcel.length), [10, 10, 3]);
  assert.deepEqual(parcels(files).flat(), files);
  assert.deepEqual(parcels([]), [[]]);
});

test("what is moved stays within the list", () => {
  assert.deepEqual([stepped(1, -1, 3), stepped(0, -1, 3), stepped(2, 1, 3), stepped(1, Infinity, 3)], [0, 0, 2, 2]);
});
