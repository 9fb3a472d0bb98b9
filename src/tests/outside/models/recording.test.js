// What a recording is called: by that a voice is told from music.
import assert from "node:assert/strict";
import { test } from "node:test";
import { name } from "../../../../static/js/rare/recording.js";

test("a recording is named after its moment, as clocks and calendars sort it", () => {
  assert.equal(name(new Date(2026, 10, 3, 9, 5), "m4a"), "voice-2026-11-03-0905.m4a");
  assert.equal(name(new Date(2027, 0, 31, 23, 59), "webm"), "voice-2027-01-31-2359.webm");
});
