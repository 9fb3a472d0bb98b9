// How a picture lies in the window it is looked at through: how large, and how far from the middle. Knows
// no pages: sizes are `{ width, height }` in pixels, a view is `{ scale, x, y }`, and one of `scale` 1 shows
// the whole picture as large as it fits.

/** Nobody needs it larger. */
export const MOST = 8;
/** What a double tap makes of the whole picture. */
export const CLOSE = 2.5;
/** All of it, in the middle. */
export const WHOLE = Object.freeze({ scale: 1, x: 0, y: 0 });

/** A finger that was as quick as this meant it, however short its way: pixels in a millisecond. */
const QUICK = 0.35;
/** Of the window's width, for a slow one. */
const FAR = 0.3;
/** A movement shorter than this is none. */
const STILL_PX = 8;

/** How large a picture of this size is shown; small ones are not blown up. */
export function fitted({ width, height }, room) {
  const scale = Math.min(room.width / width, room.height / height, 1);
  return { width: width * scale, height: height * scale };
}

/** The view at another scale in which the point that lay under the pointer lies there still. Points are
    counted from the middle of the window. */
export function zoomed(view, scale, point, size, room) {
  const next = Math.min(MOST, Math.max(1, scale));
  const by = next / view.scale;
  return within({ scale: next, x: point.x - (point.x - view.x) * by, y: point.y - (point.y - view.y) * by }, size, room);
}

/** The nearest view that shows no emptiness where there could be picture. */
export function within({ scale, x, y }, size, room) {
  const kept = (at, length, most) => {
    const over = Math.max(0, (length * scale - most) / 2);
    return Math.min(over, Math.max(-over, at)) || 0;
  };
  return { scale, x: kept(x, size.width, room.width), y: kept(y, size.height, room.height) };
}

/** What two fingers make of a view: `from` and `to` are pairs of points, before and now. */
export function pinched(view, from, to, size, room) {
  const [was, is] = [middle(from), middle(to)];
  const next = zoomed(view, (view.scale * distance(to)) / (distance(from) || 1), was, size, room);
  return within({ ...next, x: next.x + is.x - was.x, y: next.y + is.y - was.y }, size, room);
}

/** Which way a drag means to go: `x` to the side, `y` up or down, nothing while it is too short to tell. */
export function axis(dx, dy) {
  if (Math.hypot(dx, dy) < STILL_PX) return null;
  return Math.abs(dx) > Math.abs(dy) ? "x" : "y";
}

/** Where a finger that went so far, and so fast when it was lifted, leads: -1, 0 or 1. */
export function led(far, speed, length) {
  if (Math.abs(speed) > QUICK) return Math.sign(speed) === Math.sign(far) ? Math.sign(far) : 0;
  return Math.abs(far) > length * FAR ? Math.sign(far) : 0;
}

function middle([a, b]) {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

function distance([a, b]) {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
