import assert from "node:assert/strict";
import { test } from "node:test";
import { HeldBack } from "../../../../static/js/rare/held_back.js";
import * as time from "../lib/time.js";

function held(isLookedAt) {
  time.stop();
  const done = [];
  return { back: new HeldBack(10_000, isLookedAt), done, task: (name) => () => done.push(name) };
}

test("a task is done when its time is up, and once", () => {
  const { back, done, task } = held();
  back.hold("a", task("a"));
  time.tick(9_999);
  assert.deepEqual(done, []);
  time.tick(1);
  assert.deepEqual(done, ["a"]);
  time.tick(100_000);
  back.flush();
  assert.deepEqual(done, ["a"]);
});

test("what is undone is never done, and cannot be undone afterwards", () => {
  const { back, done, task } = held();
  back.hold("a", task("a"));
  back.hold("b", task("b"));
  assert.equal(back.undo("a"), true);
  assert.equal(back.undo("a"), false);
  time.tick(10_000);
  assert.deepEqual(done, ["b"]);
  assert.equal(back.undo("b"), false);
});

test("leaving does all that waits at once", () => {
  const { back, done, task } = held();
  for (const name of ["a", "b"]) back.hold(name, task(name));
  back.flush();
  assert.deepEqual(done, ["a", "b"]);
  time.tick(100_000);
  assert.deepEqual(done, ["a", "b"]);
});

test("nothing is done while somebody is about to undo it", () => {
  let looking = true;
  const { back, done, task } = held(() => looking);
  back.hold("a", task("a"));
  time.tick(35_000);
  assert.deepEqual(done, []);
  looking = false;
  time.tick(10_000);
  assert.deepEqual(done, ["a"]);
});

test("asking twice for the same is asking once", () => {
  const { back, done, task } = held();
  back.hold("a", task("first"));
  time.tick(5_000);
  back.hold("a", task("second"));
  time.tick(5_000);
  assert.deepEqual(done, ["first"]);
});
