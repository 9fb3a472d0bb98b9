// Every kind of file that families send, as a page shows it on a telephone and on a desk: with the programs
// that make more of them, and on a computer that has none.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { barriers, overflow } from "../lib/barriers.js";
import { Home } from "../lib/home.js";
import { kinds } from "../lib/kinds.js";
import { assertCalm, enter, eventually, scene } from "../lib/stage.js";

const PICTURES = fileURLToPath(new URL("../artifacts", import.meta.url));
const SIZES = {
  360: { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true },
  1440: { viewport: { width: 1440, height: 900 } },
};
/** What a computer without further programs only offers for saving. */
const NEED_TOOLS = ["telephone.heic", "small.avif"];
const PATIENCE_MS = 90_000;

/** Posts each as a message of its own, and waits until it has become what it will be. */
async function posted(home, files) {
  const thread = await home.thread(["anna", "ben"], "Everything");
  const ids = [];
  for (const { name, content } of files) {
    const form = new FormData();
    form.append("file", new Blob([content]), name);
    const { id } = (await home.do("ben", "POST", "/api/files", form)).file;
    await home.do("ben", "POST", `/api/threads/${thread}/messages`, { body: name, fileIds: [id] });
    ids.push(id);
  }
  for (const id of ids) {
    const status = async () => (await home.do("ben", "GET", `/api/files/${id}/status`)).status;
    await eventually(async () => (await status()) !== "pending", true, PATIENCE_MS);
  }
  return thread;
}

/** Many files are looked at, behind everything else that the machine does. */
const SCENE_MS = 240_000;

/** How each file is shown, by the words of its message. */
const shapes = (page) =>
  page.locator(".messages__log .message").evaluateAll((all) =>
    Object.fromEntries(
      all.map((each) => [
        each.querySelector(".message__body").innerText.trim(),
        ["picture", "film", "sound", "document"].find((kind) => each.querySelector(`.${kind}`)),
      ]),
    ),
  );

async function photographed(page, name) {
  // All of it at once, however long.
  const { height } = await page.locator(".messages__inner").boundingBox();
  const { width } = page.viewportSize();
  await page.setViewportSize({ width, height: Math.ceil(height) + 200 });
  await page.waitForTimeout(700);
  await mkdir(PICTURES, { recursive: true });
  await page.screenshot({ path: `${PICTURES}/kinds-${name}.png` });
}

const made = kinds();

scene("every kind of file has its own good shape", async (stage) => {
  const files = await made;
  const home = await Home.of();
  try {
    const thread = await posted(home, files);
    const expected = Object.fromEntries(files.map(({ name, shown }) => [name, shown]));
    for (const [size, dress] of Object.entries(SIZES)) {
      const anna = await stage.member(home, "anna", dress);
      await enter(anna, home, thread);
      assert.deepEqual(await shapes(anna), expected);
      assert.equal(await overflow(anna), 0);
      // Taken lying, shown standing.
      const turned = anna.locator('img[alt="turned.jpg"]');
      await turned.scrollIntoViewIfNeeded();
      await eventually(() => turned.evaluate((image) => [image.naturalWidth, image.naturalHeight]), [480, 640]);
      for (const colorScheme of ["light", "dark"]) {
        await anna.emulateMedia({ colorScheme });
        await photographed(anna, `${size}-${colorScheme}`);
        assert.deepEqual(await barriers(anna), [], `${size}-${colorScheme}`);
      }
      assertCalm(anna);
      await anna.context().close();
    }
  } finally {
    await home.close();
  }
}, SCENE_MS);

scene("a computer without further programs knows how long sounds are, and offers the rest", async (stage) => {
  const files = (await made).filter(({ name, shown }) => shown === "sound" || NEED_TOOLS.includes(name));
  const home = await Home.of({}, { PATH: "/nowhere" });
  try {
    const thread = await posted(home, files);
    const anna = await stage.member(home, "anna");
    await enter(anna, home, thread);
    const expected = files.map(({ name, shown }) => [name, NEED_TOOLS.includes(name) ? "document" : shown]);
    assert.deepEqual(await shapes(anna), Object.fromEntries(expected));
    const lengths = await anna.locator(".sound").evaluateAll((all) => all.map(({ dataset }) => Number(dataset.ms)));
    for (const ms of lengths) assert.ok(ms > 3_800 && ms < 4_300, lengths.join(" "));
    assertCalm(anna);
  } finally {
    await home.close();
  }
}, SCENE_MS);
