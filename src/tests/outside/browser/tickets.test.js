// Coming in without a password: a printed card, another device's square, a link to a new password.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { scan } from "../lib/codes.js";
import { Home, PASSWORD } from "../lib/home.js";
import { assertCalm, eventually, hears, scene, signIn } from "../lib/stage.js";
import { opening, says } from "../lib/words.js";

const DRESSES = { "with JavaScript": {}, "with JavaScript off": { javaScriptEnabled: false } };
const NEW_PASSWORD = "four plums in a bowl";

let home;
before(async () => (home = await Home.of({ inga: "Grandma Inga", long: "Maximiliana-Theodora ".repeat(3).trim() })));
after(() => home?.close());

/** How many sheets of paper a page is printed on. */
async function sheets(page, format) {
  const pdf = await page.pdf({ format });
  return pdf.toString("latin1").match(/\/Type \/Page\b(?!s)/g).length;
}

/** How long a square still works, without the hour at which it ends. */
const left = (minutes) => opening("device-link-left", { minutes }).split(",")[0];

let uses = 0;
for (const [how, dress] of Object.entries(DRESSES)) {
  scene(`a card is printed on one sheet, and opens a telephone by its square and a tablet by its digits, ${how}`, async (stage) => {
    const anna = await stage.member(home, "anna", dress);
    for (const username of ["inga", "long"]) {
      await anna.goto(`${home.url}/family/${home.members[username]}/card`);
      await anna.click("form.form button[type=submit]");
      await anna.locator(".printed .qr").waitFor();
      for (const format of ["A4", "Letter"]) assert.equal(await sheets(anna, format), 1, `${username} ${format}`);
    }
    await anna.emulateMedia({ media: "print" });
    assert.equal(await anna.locator(".bar").isVisible(), false, "nothing but the card is printed");
    await anna.emulateMedia({ media: "screen" });
    const print = anna.getByRole("button", { name: says("card-print"), exact: true });
    await eventually(() => print.isVisible(), !("javaScriptEnabled" in dress));
    const link = await scan(anna.locator(".printed .qr"));
    const telephone = await stage.window(dress);
    await telephone.goto(link);
    await telephone.getByRole("button", { name: says("sign-in") }).click();
    await telephone.waitForURL(`${home.url}/`);
    const digits = await anna.locator(".printed__digits").innerText();
    assert.match(digits, /^\d{3} \d{3}$/);

    const tablet = await stage.window(dress);
    await tablet.goto(`${home.url}/login`);
    await tablet.getByRole("link", { name: says("login-card") }).click();
    await tablet.fill("#username", "long");
    await tablet.fill("#digits", digits);
    await tablet.click("form.form button[type=submit]");
    await tablet.waitForURL(`${home.url}/`);
    await tablet.goto(`${home.url}/settings/card`);
    await tablet.getByText(opening("card-made-by")).waitFor();
    assert.equal(await tablet.locator(".uses .entry").count(), (uses += 2));
    await tablet.getByRole("button", { name: says("card-revoke") }).click();
    await tablet.getByText(says("card-revoked")).waitFor();
    assertCalm(anna);
    assertCalm(tablet);
  });

  scene(`a square on one device signs in another, once, ${how}`, async (stage) => {
    const desk = await stage.member(home, "anna", dress);
    await desk.goto(`${home.url}/settings/devices`);
    await desk.getByRole("button", { name: says("device-link-submit") }).click();
    await desk.locator(".qr").waitFor();
    await desk.getByText(left(5)).waitFor();
    const link = await scan(desk.locator(".qr"));
    assert.equal(await desk.locator("#link").innerText(), link);

    const phone = await stage.window(dress);
    for (const look of [1, 2]) {
      await phone.goto(link);
      assert.match(await phone.locator("h1").innerText(), /Anna/, `look ${look}`);
    }
    await phone.getByRole("button", { name: says("sign-in") }).click();
    await phone.waitForURL(`${home.url}/`);
    const late = await stage.window(dress);
    assert.equal((await late.goto(link)).status(), 410);
    await late.getByRole("link", { name: says("sign-in") }).waitFor();
    assertCalm(desk);
    assertCalm(phone);
  });
}

scene("a forgotten password: printed at the server, chosen in a browser, and every open window is out", async (stage) => {
  const window = await stage.member(home, "ben");
  const live = hears(window, "private-user-");
  await window.goto(`${home.url}/`);
  await live;
  const link = await home.run(["member", "reset-password", "ben"]);
  const phone = await stage.window({ javaScriptEnabled: false });
  await phone.goto(`${home.url}/login`);
  await phone.getByText(says("login-forgot")).click();
  await phone.getByText("hearth member reset-password").waitFor();
  await phone.goto(link);
  await phone.fill("#password", NEW_PASSWORD);
  await phone.fill("#again", NEW_PASSWORD);
  await phone.click("form.form button[type=submit]");
  await phone.waitForURL(`${home.url}/`);
  await window.waitForURL(/\/login/);
  await signIn(window, home, "ben", NEW_PASSWORD);
  assertCalm(phone);
  const old = await stage.window();
  await old.goto(`${home.url}/login`);
  await old.fill("#username", "ben");
  await old.fill("#password", PASSWORD);
  await old.click("form.form button[type=submit]");
  await old.locator("[role=alert]").waitFor();
});

scene("the time left is counted down in words", async (stage) => {
  const page = await stage.member(home, "anna");
  await page.clock.install();
  await page.goto(`${home.url}/settings/devices`);
  await page.getByRole("button", { name: says("device-link-submit") }).click();
  await page.getByText(left(5)).waitFor();
  await page.clock.runFor(4 * 60_000);
  await page.getByText(left(1)).waitFor();
  await page.clock.runFor(61_000);
  await page.getByText(left(0)).waitFor();
  assert.equal(await page.locator(".time-left__words:visible").count(), 1);
});
