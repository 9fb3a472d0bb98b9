// How large a lone picture is shown. As `fitted` in the server's views/attachments.rs, so that a picture on
// its way has the size it will keep.
const WIDTH = 340;
const HEIGHT = 400;
const WIDEST = 3;
const TALLEST = 2.2;

/** Width and height within the frame, whole pixels, never enlarged. */
export function fitted(width, height) {
  switch (crop(width, height)) {
    case "wide":
      return { width: WIDTH, height: Math.round(WIDTH / WIDEST) };
    case "tall":
      return { width: Math.round(HEIGHT / TALLEST), height: HEIGHT };
  }
  const scale = Math.min(WIDTH / width, HEIGHT / height, 1);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** What is too long one way to be seen whole is shown by its middle: `wide`, `tall` or null. */
export function crop(width, height) {
  if (width > height * WIDEST && height >= WIDTH / WIDEST) return "wide";
  if (height > width * TALLEST && width >= HEIGHT / TALLEST) return "tall";
  return null;
}
