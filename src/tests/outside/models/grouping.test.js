import assert from "node:assert/strict";
import { test } from "node:test";
import { follows, startsDay } from "../../../../static/js/models/placement.js";

const MINUTE = 60_000;
const message = (changes) => ({ author: "inga", day: "2026-11-22", at: 0, ...changes });

test("one author within five minutes goes on under one name", () => {
  assert.ok(follows(message(), message({ at: 5 * MINUTE - 1 })));
  assert.ok(!follows(message(), message({ at: 5 * MINUTE })));
});

test("another author, another day or nothing above begins anew", () => {
  assert.ok(!follows(message(), message({ author: "otis" })));
  assert.ok(!follows(message(), message({ day: "2026-11-23" })));
  assert.ok(!follows(null, message()));
});

test("a clock that went back does not part what belongs together", () => {
  assert.ok(follows(message({ at: MINUTE }), message({ at: 0 })));
});

test("a day begins at the top and where the date changes", () => {
  assert.ok(startsDay(null, message()));
  assert.ok(startsDay(message(), message({ day: "2026-11-23" })));
  assert.ok(!startsDay(message(), message()));
});
