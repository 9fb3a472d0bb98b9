import assert from "node:assert/strict";
import { test } from "node:test";
import { folded, search } from "../../../../static/js/rare/emoji_search.js";

const ROWS = [
  ["🎉", "party popper", "tada congratulations"],
  ["🥳", "party face", "partying face birthday"],
  ["🎂", "birthday cake", "birthday party candles"],
  ["❤️", "red heart", "love"],
  ["👍", "thumbs up", "+1 yes", 0, ["👍🏻", "👍🏼", "👍🏽", "👍🏾", "👍🏿"]],
  ["🪅", "piñata", "feast", 13],
];
const found = (typed) => search(ROWS, typed).map(([emoji]) => emoji);

test("an emoji is found by its name first, then by its other words", () => {
  assert.deepEqual(found("party"), ["🎉", "🥳", "🎂"]);
  assert.deepEqual(found("party face"), ["🥳"]);
  assert.deepEqual(found("PARTY F"), ["🥳"]);
  assert.deepEqual(found("cake"), ["🎂"]);
  assert.deepEqual(found("ake"), []);
});

test("short names with their colons find it, too", () => {
  assert.deepEqual(found(":tada:"), ["🎉"]);
  assert.deepEqual(found(":+1"), ["👍"]);
});

test("accents may be typed or left out", () => {
  assert.deepEqual(found("pinata"), ["🪅"]);
  assert.deepEqual(found("piñata"), ["🪅"]);
  assert.equal(folded("Zoë ÁÑ"), "zoe an");
});

test("an emoji finds itself, in every tone and with or without its mark", () => {
  assert.deepEqual(found("❤"), ["❤️"]);
  assert.deepEqual(found("👍🏽"), ["👍"]);
  assert.deepEqual(found(" "), []);
});
