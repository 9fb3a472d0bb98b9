// Three generations come in: first run, a code scanned from a screen, a link, a lost telephone.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { scan } from "../lib/codes.js";
import { Home, PASSWORD } from "../lib/home.js";
import { assertCalm, enter, scene, write } from "../lib/stage.js";
import { like, says } from "../lib/words.js";

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
const DESK = { viewport: { width: 1440, height: 900 } };
const WAYS = [
  ["on a phone", { ...PHONE }],
  ["on a desk", { ...DESK }],
  ["on a phone with JavaScript off", { ...PHONE, javaScriptEnabled: false }],
  ["on a desk with JavaScript off", { ...DESK, javaScriptEnabled: false }],
];

async function submit(page, fields) {
  for (const [name, value] of Object.entries(fields)) await page.fill(`#${name}`, value);
  await page.click("form.form button[type=submit]");
}

async function invite(page, home, role) {
  await page.goto(`${home.url}/family`);
  await page.getByRole("link", { name: says("family-invite") }).click();
  await page.locator(`input[name=role][value=${role}]`).check();
  await page.click("form.form button[type=submit]");
  await page.locator("#link").waitFor();
}

for (const [where, options] of WAYS) {
  scene(`a family is founded and grows by a scanned code and by a link ${where}`, async (stage) => {
    const home = await Home.empty();
    try {
      await home.serve();
      const anna = await stage.window(options);
      await anna.goto(home.setupLink);
      await submit(anna, { family: "Chestnut", name: "Anna", username: "anna", password: PASSWORD });
      await anna.waitForURL(`${home.url}/`);

      await invite(anna, home, "adult");
      const scanned = await scan(anna.locator("svg.qr"));
      assert.equal(scanned, await anna.locator("#link").innerText());
      const ben = await stage.window(options);
      await ben.goto(scanned);
      await ben.reload();
      assert.match(await ben.locator("main").innerText(), /Anna.*Chestnut/s);
      await submit(ben, { name: "Ben", username: "ben", password: PASSWORD });
      await ben.waitForURL(`${home.url}/`);
      await ben.getByRole("link", { name: says("thread-family") }).waitFor();

      await invite(anna, home, "child");
      const link = await anna.locator("#link").innerText();
      const tilda = await stage.window(options);
      await tilda.goto(link);
      await submit(tilda, { name: "Tilda", username: "tilda", password: PASSWORD });
      await tilda.waitForURL(`${home.url}/`);
      await tilda.goto(link);
      assert.match(await tilda.locator("main").innerText(), like("detail-invitation-used"));
      await tilda.goto(`${home.url}/family`);
      assert.equal(await tilda.getByRole("link", { name: says("family-invite") }).count(), 0);
      for (const page of [anna, ben]) assertCalm(page);
    } finally {
      await home.close();
    }
  });
}

let home;
before(async () => (home = await Home.of({}, { HEARTH_RATE_LIMITS: "on" })));
after(() => home?.close());

for (const [where, options] of [
  ["from a phone", PHONE],
  ["from a desk with JavaScript off", { ...DESK, javaScriptEnabled: false }],
]) {
  scene(`a lost telephone is cut off ${where} while its window is open`, async (stage) => {
    const thread = await home.thread(["anna", "ben"]);
    const lost = await stage.member(home, "ben", PHONE);
    await enter(lost, home, thread);
    await write(lost, "on my way");
    const here = await stage.member(home, "ben", options);
    await here.goto(`${home.url}/settings/devices`);
    // The one in front of oneself stands first and says so.
    await here.locator(".entry", { hasNotText: says("device-this") }).first().getByRole("button").first().click();
    await here.waitForURL(/ended=one/);
    await lost.waitForURL(/\/login/);
    assert.equal(await lost.locator("body", { hasText: "on my way" }).count(), 0);
    await here.goto(`${home.url}/threads/${thread}`);
    assert.equal(await here.locator(".conversation__name").count(), 1);
  });
}
