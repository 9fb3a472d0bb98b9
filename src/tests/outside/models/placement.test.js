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
  assert.deepEqual(place([old], ["a", "b"], false), { steps: [], left: [old], newest: "b" });
});

test("the first message of a thread is put first only where the beginning is shown", () => {
  assert.deepEqual(kinds(place([message("a", "")], [], true)), ["first a"]);
  assert.equal(place([message("a", "")], ["f"], false).left.length, 1);
});

test("where what is shown stops before the newest, a new one is beyond it, and so are those after", () => {
  const result = place([message("y", "x"), message("z", "y")], ["a", "b"], false, "x");
  assert.deepEqual(kinds(result), ["beyond y", "beyond z"]);
  assert.equal(result.newest, "z");
});

test("an older one that changed does not pass for a new one, though what it follows is shown", () => {
  const changed = message("c", "b");
  assert.deepEqual(place([changed], ["a", "b"], false, "x"), { steps: [], left: [changed], newest: "x" });
});

test("what a page brought before the change was heard of is the newest by then", () => {
  const changed = [message("d", "c"), message("c", "b"), message("e", "d")];
  const result = place(changed, ["b", "c", "d"], false, "b");
  assert.deepEqual(kinds(result), ["replace d", "replace c", "after e"]);
  assert.equal(result.newest, "e");
});

test("where pages overtook the newest that was known, what follows is found again", () => {
  const changed = [message("x", "w"), message("y", "x"), message("z", "y")];
  const result = place(changed, ["x", "y"], false, "w");
  assert.deepEqual(kinds(result), ["replace x", "replace y", "after z"]);
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
