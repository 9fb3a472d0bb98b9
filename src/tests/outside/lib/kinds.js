// One file of every kind that families send, made on the spot by ffmpeg, exiftool and libheif, all of
// which src/tests/run installs.
import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

const VIEW = (size, seed) => ["-f", "lavfi", "-i", `gradients=s=${size}:n=4:seed=${seed}`, "-frames:v", "1"];
const FILM = (size) => ["-f", "lavfi", "-i", `testsrc2=d=2:s=${size}:r=12`, "-f", "lavfi", "-i", "sine=d=2:f=330"];
const VOICE = ["-f", "lavfi", "-i", "aevalsrc=0.8*sin(2*PI*300*t)*abs(sin(2.3*t)):d=4:s=16000"];
const H264 = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac"];

/** Name, what is made of it by ffmpeg, and how a page shows it: `picture`, `film`, `sound` or `document`. */
const MADE = [
  ["lake.jpg", VIEW("1200x800", 3), "picture"],
  ["turned.jpg", VIEW("800x600", 8), "picture"],
  ["drawn.png", VIEW("600x400", 5), "picture"],
  ["light.webp", VIEW("640x480", 7), "picture"],
  ["moving.gif", ["-f", "lavfi", "-i", "testsrc=d=1:s=320x240:r=6"], "picture"],
  ["film.mp4", [...FILM("480x270"), ...H264, "-movflags", "+faststart"], "film"],
  ["telephone.mov", [...FILM("270x480"), ...H264], "film"],
  ["film.webm", [...FILM("480x270"), "-c:v", "libvpx", "-deadline", "realtime", "-c:a", "libopus"], "film"],
  ["song.mp3", VOICE, "sound"],
  ["song.m4a", [...VOICE, "-c:a", "aac"], "sound"],
  ["song.ogg", [...VOICE, "-c:a", "libopus"], "sound"],
  ["song.wav", VOICE, "sound"],
  ["voice-2026-11-23-0931.webm", [...VOICE, "-c:a", "libopus"], "sound"],
  // As telephones record on the spot: nothing at the beginning says how long it is.
  ["voice-2026-11-23-0932.m4a", [...VOICE, "-c:a", "aac", "-movflags", "+frag_keyframe+empty_moov"], "sound"],
];

const WRITTEN = [
  ["drawing.svg", '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "document"],
  ["letter.pdf", "%PDF-1.4\n%%EOF\n", "document"],
  ["list.txt", "Milk, bread, candles", "document"],
  ["thing.bin", Buffer.from([0, 1, 2, 3, 254, 255]), "document"],
];

/** `[{ name, content, shown }]`. */
export async function kinds() {
  const folder = await mkdtemp(path.join(tmpdir(), "hearth-kinds-"));
  const at = (name) => path.join(folder, name);
  const run = (program, args) => execFileSync(program, args, { stdio: ["ignore", "ignore", "ignore"] });
  const all = WRITTEN.map(([name, content, shown]) => ({ name, content: Buffer.from(content), shown }));
  try {
    for (const [name, args, shown] of MADE) {
      run("ffmpeg", ["-v", "error", "-y", ...args, at(name)]);
      if (name === "turned.jpg") run("exiftool", ["-q", "-overwrite_original", "-n", "-Orientation=6", at(name)]);
      all.push({ name, content: await readFile(at(name)), shown });
    }
    const whole = await readFile(at("lake.jpg"));
    all.push({ name: "broken.jpg", content: whole.subarray(0, whole.length / 20), shown: "document" });
    for (const [name, args] of [["telephone.heic", []], ["small.avif", ["-A"]]]) {
      run("heif-enc", [...args, at("drawn.png"), "-o", at(name)]);
      all.push({ name, content: await readFile(at(name)), shown: "picture" });
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return all;
}
