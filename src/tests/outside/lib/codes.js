// Reads a QR code as a telephone's camera does: from a picture of the screen.
import jsqr from "jsqr";
import { PNG } from "pngjs";

/** What the code in this element says, read from its screenshot. */
export async function scan(element) {
  const picture = PNG.sync.read(await element.screenshot());
  const found = jsqr(new Uint8ClampedArray(picture.data), picture.width, picture.height);
  if (!found) throw new Error("no code can be read from the picture");
  return found.data;
}
