// Real picture files: a PNG of one colour in any size, and one that stays large.
import { randomBytes } from "node:crypto";
import { deflateSync } from "node:zlib";

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** A PNG of this size in this colour, `[red, green, blue]`. */
export function png(width, height, colour = [200, 120, 40]) {
  const row = Buffer.from(Array(width).fill(colour).flat());
  return written(width, height, Array(height).fill(row));
}

/** A PNG of pixels without a pattern, which no packing makes smaller: three bytes for each. */
export function noise(width, height) {
  return written(width, height, Array.from({ length: height }, () => randomBytes(width * 3)));
}

function written(width, height, rows) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const pixels = deflateSync(Buffer.concat(rows.flatMap((row) => [Buffer.from([0]), row])));
  return Buffer.concat([SIGNATURE, chunk("IHDR", header), chunk("IDAT", pixels), chunk("IEND", Buffer.alloc(0))]);
}

function chunk(name, data) {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const named = Buffer.concat([Buffer.from(name, "latin1"), data]);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

/** `node:zlib` has it too, but not in the Node that Debian 12 brings. */
function crc32(bytes) {
  let sum = ~0;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}

/** A large JPEG that lies on its side: wide in the file, and its metadata say that it was held upright. */
export async function turned(page, width, height) {
  const address = await page.evaluate(
    async ([width, height]) => {
      const pixels = new ImageData(width, height);
      for (let at = 0; at < pixels.data.length; at += 65_536) crypto.getRandomValues(pixels.data.subarray(at, at + 65_536));
      for (let at = 3; at < pixels.data.length; at += 4) pixels.data[at] = 255;
      const canvas = new OffscreenCanvas(width, height);
      canvas.getContext("2d").putImageData(pixels, 0, 0);
      const photo = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.9 });
      const reader = new FileReader();
      reader.readAsDataURL(photo);
      await new Promise((done) => (reader.onload = done));
      return reader.result;
    },
    [width, height],
  );
  const photo = Buffer.from(address.split(",")[1], "base64");
  // One entry of a table of EXIF: orientation 6, a quarter turn to the right.
  const exif = Buffer.from("ffe1002245786966000049492a0008000000010012010300010000000600000000000000", "hex");
  return Buffer.concat([photo.subarray(0, 2), exif, photo.subarray(2)]);
}
