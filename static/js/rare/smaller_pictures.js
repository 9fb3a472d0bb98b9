// Makes a photo smaller before it goes over a slow line: as it was held, never larger than it was, and
// without what the camera wrote into it. What moves, and what this browser cannot open, stays as it is.
const SIDE_PIXELS = 2_048;
const QUALITY = 0.85;
const KINDS = /^image\/(jpeg|png|webp|heic|heif|avif)$/;
/** Drawn rather than photographed, most likely: those are tried in the other form as well. */
const DRAWN = /^image\/(png|webp|avif)$/;
/** So much smaller that a less common form is worth it. */
const MUCH_SMALLER = 0.6;
/** Where it is said whether a picture moves. */
const HEAD_BYTES = 4_096;
const NAMES = { "image/jpeg": "jpg", "image/webp": "webp" };

let turn = Promise.resolve();

/** Whether it is a picture of a kind that may become smaller. */
export function isPicture(file) {
  return KINDS.test(file.type);
}

/** A smaller one, or the same. One after the other: each takes the memory of all its pixels. */
export function smaller(file) {
  const made = turn.then(() => shrunk(file).catch(() => file));
  turn = made;
  return made;
}

async function shrunk(file) {
  if (!isPicture(file) || (await isMoving(file))) return file;
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, SIDE_PIXELS / Math.max(picture.width, picture.height));
  const [width, height] = [Math.round(picture.width * scale), Math.round(picture.height * scale)];
  const canvas = canvasOf(width, height);
  const brush = canvas.getContext("2d");
  brush.imageSmoothingQuality = "high";
  brush.drawImage(picture, 0, 0, width, height);
  picture.close();
  const best = await packed(canvas, file.type);
  if (!best || best.size >= file.size) return file;
  const name = `${file.name.replace(/\.[^.]*$/, "") || file.name}.${NAMES[best.type]}`;
  return new File([best], name, { type: best.type, lastModified: file.lastModified });
}

/** Where something can be seen through there is one form only that keeps that. */
async function packed(canvas, type) {
  const isDrawn = DRAWN.test(type);
  if (isDrawn && isClear(canvas)) return as(canvas, "image/webp");
  const photo = await as(canvas, "image/jpeg");
  const drawn = isDrawn ? await as(canvas, "image/webp") : null;
  return drawn && drawn.size < photo.size * MUCH_SMALLER ? drawn : photo;
}

/** Whether a pixel of it lets through what is below; asked of a small copy. */
function isClear(canvas) {
  const small = canvasOf(64, 64);
  const brush = small.getContext("2d");
  brush.drawImage(canvas, 0, 0, 64, 64);
  const { data } = brush.getImageData(0, 0, 64, 64);
  return data.some((value, at) => at % 4 === 3 && value < 255);
}

/** Null where the browser cannot write that form: it would write another one and not say so. */
async function as(canvas, type) {
  const blob = canvas.convertToBlob
    ? await canvas.convertToBlob({ type, quality: QUALITY })
    : await new Promise((done) => canvas.toBlob(done, type, QUALITY));
  return blob?.type === type ? blob : null;
}

function canvasOf(width, height) {
  if (globalThis.OffscreenCanvas) return new OffscreenCanvas(width, height);
  return Object.assign(document.createElement("canvas"), { width, height });
}

/** Both forms that can move say so near their beginning. */
async function isMoving(file) {
  const head = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
  const letters = String.fromCharCode(...head);
  return letters.includes("acTL") || letters.includes("ANIM");
}
