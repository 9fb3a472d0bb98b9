import assert from "node:assert/strict";
import { test } from "node:test";
import { place } from "../../../../static/js/models/placement.js";

const message = (id, previous) => ({ id, previous });
const kinds = ({ steps }) => steps.map(({ kind, message: { id } }) => `${kind} ${id}`);

test("what is shown is replaced, what follows it is put after it", () => {
  const result = place([message("b", "a"), message("c", "b")], ["a", "b"], false);
  assert.deepEqual(kinds(result), ["replace b", "after c"]);
});

test("messages may come before the one they follow, as after an edit", () => {
  const result = place([message("d", "c"), message("c", "b"), message("b", "a")], ["a"], false);
  assert.deepEqual(kinds(result), ["after b", "after c", "after d"]);
  assert.deepEqual(result.left, []);
});

test("what is outside the window is left alone", () => {
  const old = message("x", "w");
  assert.deepEqual(place([old], ["a", "b"], false), { steps: [], left: [old] });
});

test("the first message of a thread is put first only where the beginning is shown", () => {
  assert.deepEqual(kinds(place([message("a", "")], [], true)), ["first a"]);
  assert.equal(place([message("a", "")], ["f"], false).left.length, 1);
});

test("the same message twice ends up shown once", () => {
  const result = place([message("b", "a"), message("b", "a")], ["a"], true);
  assert.deepEqual(kinds(result), ["after b", "replace b"]);
});

test("any order of change leads to the order of the thread", () => {
  const thread = Array.from({ length: 8 }, (_, i) => message(String(i), i ? String(i - 1) : ""));
  for (let seed = 1; seed < 200; seed++) {
    const shuffled = shuffle(thread, seed);
    const shown = [];
    for (const step of place(shuffled, [], true).steps) {
      if (step.kind === "first") shown.unshift(step.message.id);
      else shown.splice(shown.indexOf(step.previous) + 1, 0, step.message.id);
    }
    assert.deepEqual(shown, thread.map(({ id }) => id));
  }
});

function shuffle(list, seed) {
  const result = [...list];
  for (let i = result.length - 1; i > 0; i--) {
    seed = (seed * 48_271) % 2_147_483_647;
    const j = seed % (i + 1);
    [result[i], result[j]] = [result[j], result[i]];
  }
  return result;
}
