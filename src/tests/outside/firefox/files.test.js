// Photos in Firefox, which sizes, scrolls and shows them by another engine, and takes files in another way.
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before } from "node:test";
import { enter, eventually, scene, texts } from "../lib/fox.js";
import { Home } from "../lib/home.js";
import { png } from "../lib/pictures.js";

let home;
let folder;
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "hearth-photos-"));
  home = await Home.of();
});
after(async () => {
  await home?.close();
  await rm(folder, { recursive: true, force: true });
});

async function photo(name, width, height) {
  const file = path.join(folder, name);
  await writeFile(file, png(width, height));
  return file;
}

scene("two photos are chosen, sent, looked at and left", async (member) => {
  const thread = await home.thread(["anna", "ben"], "Photos", { reuse: false });
  const anna = await member(home, "anna");
  await enter(anna, home, thread);
  const chooser = await anna.$(".composer__attach .composer__input");
  await chooser.uploadFile(await photo("lake.png", 800, 600), await photo("hill.png", 600, 800));
  await eventually(() => anna.$$eval(".chosen--seen", (all) => all.length), 2);
  await anna.type("#composer_body", "from the lake");
  await anna.keyboard.press("Enter");
  await eventually(() => texts(anna, ".messages__log .message__body"), ["from the lake"]);
  await eventually(() => anna.$$eval(".messages__log a.picture[href]", (all) => all.length), 2);
  await anna.click(".messages__log a.picture");
  await anna.waitForSelector(".viewer[open] .slide[data-side='0']:not([data-state='coming'])");
  assert.match((await texts(anna, ".viewer__count"))[0], /^1 of 2/);
  await anna.keyboard.press("ArrowRight");
  await eventually(async () => (await texts(anna, ".viewer__count"))[0].slice(0, 6), "2 of 2");
  await anna.keyboard.press("Escape");
  await eventually(() => anna.$(".viewer"), null);
  assert.equal(await anna.evaluate(() => document.activeElement.matches("a.picture")), true);
  assert.deepEqual(anna.complaints, []);
});
