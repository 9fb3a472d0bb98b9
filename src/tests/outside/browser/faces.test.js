// A face instead of an initial: chosen, seen before it is saved, seen by the others, taken away.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { Home } from "../lib/home.js";
import { noise, png } from "../lib/pictures.js";
import { assertCalm, eventually, scene, withheld } from "../lib/stage.js";
import { says } from "../lib/words.js";

const SAVED_PIXELS = 512;
let home;
before(async () => (home = await Home.of()));
after(() => home?.close());

const file = (name, buffer) => ({ name, mimeType: "image/png", buffer });
const choose = (page, picture) => page.setInputFiles("#picture", picture);
const face = (page) => page.locator(".portrait__choice .avatar__picture");

async function save(page) {
  await page.getByRole("button", { name: says("picture-save") }).click();
  await page.waitForURL(/saved=yes/);
}

/** Pixels across of a picture on a page, once it is there. */
const width = (picture) => picture.evaluate((image) => image.decode().then(() => image.naturalWidth));

for (const javaScriptEnabled of [true, false]) {
  scene(`a picture is set and taken away with JavaScript ${javaScriptEnabled ? "on" : "off"}`, async (stage) => {
    const anna = await stage.member(home, "anna", { javaScriptEnabled });
    await anna.goto(`${home.url}/settings`);
    await anna.getByRole("link", { name: says("profile") }).click();
    assert.equal(await face(anna).count(), 0);
    await choose(anna, file("me.png", png(900, 700)));
    if (javaScriptEnabled) assert.match(await face(anna).getAttribute("src"), /^blob:/);
    await save(anna);
    assert.match(await face(anna).getAttribute("src"), /^\/people\/[a-z2-7]{26}\/picture\?v=[0-9a-f]{8}$/);

    const ben = await stage.member(home, "ben");
    await ben.goto(`${home.url}/family`);
    const seen = ben.locator(".relative .avatar__picture");
    await seen.waitFor();
    assert.equal(await width(seen), SAVED_PIXELS);

    await anna.getByRole("button", { name: says("picture-remove") }).click();
    await anna.waitForURL(/saved=yes/);
    await eventually(() => face(anna).count(), 0);
    assertCalm(anna);
    assertCalm(ben);
  });
}

scene("a photo that is too large is made smaller on the way, and refused in words without JavaScript", async (stage) => {
  const large = file("large.png", noise(1700, 1400));
  const anna = await stage.member(home, "anna");
  await anna.goto(`${home.url}/settings/profile`);
  await choose(anna, large);
  await save(anna);
  await face(anna).waitFor();
  assert.equal(await width(face(anna)), SAVED_PIXELS);
  assertCalm(anna);

  const ben = await stage.member(home, "ben", { javaScriptEnabled: false });
  await ben.goto(`${home.url}/settings/profile`);
  await choose(ben, large);
  await ben.getByRole("button", { name: says("picture-save") }).click();
  await ben.getByText(says("problem-picture-heavy")).waitFor();
  assert.equal(await ben.locator("#picture").count(), 1);
});

scene("a picture chosen before the scripts have come is seen, and made smaller, once they have", async (stage) => {
  const anna = await stage.member(home, "anna");
  const come = await withheld(anna, "picture_preview");
  await anna.goto(`${home.url}/settings/profile`, { waitUntil: "commit" });
  await choose(anna, file("large.png", noise(1700, 1400)));
  come();
  await eventually(async () => (await face(anna).getAttribute("src")).slice(0, 5), "blob:");
  await save(anna);
  assert.equal(await width(face(anna)), SAVED_PIXELS);
  assertCalm(anna);
});

scene("a choice that is no picture, or taken back, leaves the face as it was", async (stage) => {
  const anna = await stage.member(home, "anna");
  await anna.goto(`${home.url}/settings/profile`);
  await choose(anna, file("me.png", png(64, 64)));
  await save(anna);
  const saved = await face(anna).getAttribute("src");
  await choose(anna, file("me.png", Buffer.from("not a picture")));
  await eventually(() => face(anna).getAttribute("src"), saved);
  await choose(anna, file("me.png", png(80, 80)));
  await eventually(async () => (await face(anna).getAttribute("src")).slice(0, 5), "blob:");
  await choose(anna, []);
  await eventually(() => face(anna).getAttribute("src"), saved);
});
