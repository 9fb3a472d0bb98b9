// How long a photo of five megabytes takes from being chosen to being seen by somebody else.
//
//   node src/benches/page/photo.js
//
// Needs what the browser tests need, `ffmpeg` to make the photo, and a built program; another than
// `target/debug/hearth` is named by HEARTH_PROGRAM. The first line is the noise of the machine.
import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { Home } from "../../tests/outside/lib/home.js";
import { signIn } from "../../tests/outside/lib/sign_in.js";
import { busyness } from "./noise.js";

const { chromium } = createRequire(new URL("../../tests/outside/package.json", import.meta.url))("playwright-core");

const ROUNDS = 5;
const FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-sync"];
const PATIENCE_MS = 180_000;

const home = await Home.of();
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const browser = await chromium.launch({ executablePath, args: FLAGS, chromiumSandbox: false });
try {
  console.log(`noise: slowest against median of a fixed piece of work: ${(await busyness()).toFixed(1)}`);
  const thread = await home.thread(["anna", "ben"], "Photos");
  const page = await signedIn();
  await page.goto(`${home.url}/threads/${thread}`, { waitUntil: "networkidle" });
  const rounds = [];
  for (let round = 1; round <= ROUNDS; round++) rounds.push(await seen(page, thread, await photo(round)));
  rounds.sort((a, b) => a.ms - b.ms);
  const { ms, megabytes } = rounds[Math.floor(ROUNDS / 2)];
  console.log(`a photo of ${megabytes.toFixed(1)} MB, from upload to thumbnail on another's screen, median of ${ROUNDS}: ${ms.toFixed(0)} ms`);
} finally {
  await browser.close();
  await home.close();
}

/** A fresh one each time: of equal contents only the first is looked at. */
async function photo(seed) {
  const folder = await mkdtemp(path.join(tmpdir(), "hearth-photo-"));
  const file = path.join(folder, "photo.jpg");
  // Fine grain over large shapes, twelve million pixels, as a telephone takes them.
  const view = `gradients=s=4000x3000:n=5:seed=${seed},format=yuvj420p,noise=c0s=52:all_seed=${seed}`;
  execFileSync("ffmpeg", ["-v", "error", "-f", "lavfi", "-i", view, "-frames:v", "1", "-q:v", "4", file]);
  const content = await readFile(file);
  await rm(folder, { recursive: true });
  return content;
}

async function seen(page, thread, content) {
  const before = await page.locator("img.picture__image").count();
  const shown = page.waitForFunction(
    (count) => [...document.querySelectorAll("img.picture__image")].filter(({ complete, naturalWidth }) => complete && naturalWidth).length > count,
    before,
    { polling: "raf", timeout: PATIENCE_MS },
  );
  const begun = performance.now();
  const form = new FormData();
  form.append("file", new Blob([content]), "photo.jpg");
  const { id } = (await home.do("ben", "POST", "/api/files", form)).file;
  await home.do("ben", "POST", `/api/threads/${thread}/messages`, { fileIds: [id] });
  await shown;
  return { ms: performance.now() - begun, megabytes: content.length / 1_000_000 };
}

async function signedIn() {
  const page = await (await browser.newContext({ viewport: { width: 1100, height: 800 } })).newPage();
  await signIn(page, home, "anna");
  return page;
}
