import assert from "node:assert/strict";
import { test } from "node:test";
import { sends } from "../../../../static/js/models/sending.js";

const DESK = { isLine: false, isTouch: false };
const enter = (more) => ({ key: "Enter", ...more });

test("with a keyboard Enter sends and Shift makes a line, or the other way round", () => {
  assert.equal(sends(enter(), DESK), true);
  assert.equal(sends(enter({ shiftKey: true }), DESK), false);
  assert.equal(sends(enter(), { ...DESK, isLine: true }), false);
  assert.equal(sends(enter({ shiftKey: true }), { ...DESK, isLine: true }), true);
});

test("on a touch screen Enter is a line, whatever else is held", () => {
  for (const isLine of [true, false]) {
    assert.equal(sends(enter(), { isLine, isTouch: true }), false);
    assert.equal(sends(enter({ shiftKey: true }), { isLine, isTouch: true }), false);
  }
});

test("with Ctrl or Cmd it always sends", () => {
  for (const isLine of [true, false]) {
    for (const isTouch of [true, false]) {
      assert.equal(sends(enter({ ctrlKey: true }), { isLine, isTouch }), true);
      assert.equal(sends(enter({ metaKey: true }), { isLine, isTouch }), true);
    }
  }
});

test("a press that ends a word being put together never sends", () => {
  for (const held of [{}, { ctrlKey: true }, { shiftKey: true }]) {
    assert.equal(sends(enter({ ...held, isComposing: true }), DESK), false);
    assert.equal(sends(enter({ ...held, keyCode: 229 }), DESK), false);
  }
});

test("no other key sends", () => {
  for (const key of ["a", " ", "Tab", "NumpadEnter"]) assert.equal(sends({ key, ctrlKey: true }, DESK), false);
  assert.equal(sends(enter({ altKey: true }), DESK), false);
});
