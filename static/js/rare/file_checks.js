// What should be known of files before they are sent. Knows no elements: sizes in, kinds of trouble out.
const LONG_BYTES = 200_000_000;
/** More than this is not copied onto a device only to be sent from it. */
const COPIED_BYTES = 200_000_000;
/** Of the room that a browser says it has: what it says is a guess, and others need some. */
const SHARE = 0.5;
const BIG_PICTURES_BYTES = 5_000_000;
const BIG_PICTURE_BYTES = 1_000_000;
const BIG_SIDE_PIXELS = 2_048;
/** More than this in one message the server does not take. */
const PER_MESSAGE = 10;

/**
 * For each file what keeps it here (`empty`, `too-large`, `no-room`) or is good to know (`long`, with
 * `seconds` where the line is known); null for most. `room` is for all of them together: it goes to those
 * that come first. What is not known is null.
 */
export function troubles(sizes, { most, room, bytesPerSecond }) {
  let left = room ?? Infinity;
  return sizes.map((size) => {
    if (size === 0) return { kind: "empty", stays: true };
    if (most && size > most) return { kind: "too-large", stays: true, most };
    if (size > left) return { kind: "no-room", stays: true, room: left };
    left -= size;
    if (size <= LONG_BYTES) return null;
    return { kind: "long", stays: false, seconds: bytesPerSecond ? size / bytesPerSecond : null };
  });
}

/**
 * For each file whether it is too large to be kept on this device until it is sent. `room` is what the
 * browser has for all of them, in bytes, or null; it goes to those that come first.
 */
export function stayAway(sizes, room) {
  let left = (room ?? Infinity) * SHARE;
  return sizes.map((size) => {
    if (size > COPIED_BYTES || size > left) return true;
    left -= size;
    return false;
  });
}

/** Whether a file that is chosen is that one, as far as can be told without reading it. */
export function isSame(one, other) {
  return one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;
}

/** Whether smaller pictures are worth a question. `pictures` are `{ size, side }`; a side may be unknown. */
export function areBig(pictures) {
  const bytes = pictures.reduce((sum, { size }) => sum + size, 0);
  return bytes > BIG_PICTURES_BYTES || pictures.some(({ size, side }) => size > BIG_PICTURE_BYTES && side > BIG_SIDE_PIXELS);
}

/** Whether somebody would rather send less: what the browser says of the line, else what it was lately. */
export function isSlow(connection, bytesPerSecond) {
  if (connection?.saveData) return true;
  if (connection?.effectiveType) return connection.effectiveType !== "4g";
  return bytesPerSecond !== null && bytesPerSecond < 100_000;
}

/** In messages of at most so many. */
export function parcels(files) {
  const all = [];
  for (let at = 0; at < files.length; at += PER_MESSAGE) all.push(files.slice(at, at + PER_MESSAGE));
  return all.length ? all : [[]];
}

/** The place a file gets that is moved by so many steps. */
export function stepped(at, step, count) {
  return Math.min(Math.max(at + step, 0), count - 1);
}
