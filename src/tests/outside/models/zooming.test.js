// How a picture lies under fingers: it never slips away from under them, nor out of its window.
import assert from "node:assert/strict";
import { test } from "node:test";
import { MOST, WHOLE, axis, fitted, led, pinched, within, zoomed } from "../../../../static/js/rare/zooming.js";

const ROOM = { width: 400, height: 800 };
const SIZE = fitted({ width: 4000, height: 3000 }, ROOM);

test("a picture fits its room, and a small one stays small", () => {
  assert.deepEqual(SIZE, { width: 400, height: 300 });
  assert.deepEqual(fitted({ width: 20, height: 10 }, ROOM), { width: 20, height: 10 });
});

test("what lies under the pointer stays there while it grows", () => {
  const point = { x: 120, y: -60 };
  const before = { scale: 4, x: -40, y: 30 };
  const after = zoomed(before, 5, point, SIZE, ROOM);
  const under = ({ scale, x, y }) => [(point.x - x) / scale, (point.y - y) / scale].map((at) => at.toFixed(6));
  assert.deepEqual(under(after), under(before));
});

test("there is an end to near and to far", () => {
  assert.equal(zoomed(WHOLE, 100, { x: 0, y: 0 }, SIZE, ROOM).scale, MOST);
  assert.deepEqual(zoomed({ scale: 3, x: 200, y: 0 }, 0.1, { x: 9, y: 9 }, SIZE, ROOM), WHOLE);
});

test("no emptiness is shown where there could be picture", () => {
  assert.deepEqual(within({ scale: 2, x: 999, y: 999 }, SIZE, ROOM), { scale: 2, x: 200, y: 0 });
  assert.deepEqual(within({ scale: 4, x: -999, y: -999 }, SIZE, ROOM), { scale: 4, x: -600, y: -200 });
});

test("two fingers that go apart make it as much larger, and take it along", () => {
  const from = [{ x: -50, y: 0 }, { x: 50, y: 0 }];
  const to = [{ x: -80, y: 0 }, { x: 120, y: 0 }];
  const view = pinched(WHOLE, from, to, SIZE, ROOM);
  assert.equal(view.scale, 2);
  assert.equal(view.x, 20);
  assert.equal(pinched(WHOLE, [from[0], from[0]], to, SIZE, ROOM).scale, MOST);
});

test("a drag means nothing until it has a way, and then one way", () => {
  assert.equal(axis(3, 4), null);
  assert.equal(axis(-30, 4), "x");
  assert.equal(axis(3, 40), "y");
});

test("far enough or quick enough leads on, and back again does not", () => {
  assert.equal(led(-200, 0, 400), -1);
  assert.equal(led(30, 0.9, 400), 1);
  assert.equal(led(30, 0.1, 400), 0);
  assert.equal(led(200, -0.9, 400), 0);
});
