// The whole way through with JavaScript off: links and forms are enough.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { Home, PASSWORD } from "../lib/home.js";
import { assertCalm, enter, eventually, log, scene, signIn, write } from "../lib/stage.js";
import { says } from "../lib/words.js";

const PLAIN = { javaScriptEnabled: false };

let home;
before(async () => {
  home = await Home.empty();
  await home.serve();
});
after(() => home?.close());

scene("a family is set up, and talks, with links and forms alone", async (stage) => {
  const page = await stage.window(PLAIN);
  await page.goto(`${home.url}/`);
  await page.waitForURL(/\/setup$/);
  await page.goto(home.setupLink);
  await page.fill("#family", "Chestnut");
  await page.fill("#name", "Anna");
  await page.fill("#username", "anna");
  await page.fill("#password", PASSWORD);
  await page.click("form.form button[type=submit]");
  await page.waitForURL(`${home.url}/`);
  await home.add("ben", "Ben");
  home.members.anna = (await home.do("anna", "GET", "/api/me")).member.id;

  await page.reload();
  await page.getByRole("link", { name: says("thread-family") }).click();
  await page.fill("#composer_body", "Hello, family!\nSecond line.");
  await page.click(".composer__send");
  await eventually(() => log(page), ["Hello, family!\nSecond line."]);
  assert.equal(await page.inputValue("#composer_body"), "");

  await page.goto(`${home.url}/threads/new`);
  await page.getByLabel("Ben").check();
  await page.fill("#title", "Garden");
  await page.click("form.form button[type=submit]");
  await page.waitForURL(/\/threads\/[^/]+$/);
  const thread = page.url().split("/").at(-1);
  assert.equal(await page.locator(".conversation__name").innerText(), "Garden");

  for (const body of ["one", "two"]) {
    await page.fill("#composer_body", body);
    await page.click(".composer__send");
    await page.waitForLoadState();
  }
  await home.say("ben", thread, "three, from Ben");
  await page.reload();
  assert.deepEqual(await log(page), ["one", "two", "three, from Ben"]);

  // The same conversation goes on in a window with JavaScript.
  const ben = await stage.member(home, "ben");
  await enter(ben, home, thread);
  assert.deepEqual(await log(ben), ["one", "two", "three, from Ben"]);
  await write(ben, "four, live");
  await eventually(() => log(ben), ["one", "two", "three, from Ben", "four, live"]);
  await page.fill("#composer_body", "five, plain");
  await page.click(".composer__send");
  const all = ["one", "two", "three, from Ben", "four, live", "five, plain"];
  await eventually(() => log(page), all);
  await eventually(() => log(ben), all);
  assertCalm(page);
  assertCalm(ben);
});

scene("pages back and forth, and every message is on exactly one of them", async (stage) => {
  const thread = await home.thread(["anna", "ben"], "Long story");
  const told = Array.from({ length: 130 }, (_, n) => `line ${n}`);
  for (const body of told) await home.say("ben", thread, body);
  const page = await stage.member(home, "anna", PLAIN);
  await page.goto(`${home.url}/threads/${thread}`);
  let read = await log(page);
  while (await page.locator(".messages__more--earlier a:visible").count()) {
    await page.click(".messages__more--earlier a");
    // Half a page can be read as well.
    await page.waitForLoadState();
    read = [...(await log(page)), ...read];
  }
  const all = await home.bodies("anna", thread);
  assert.deepEqual(read, all);
  const forth = await log(page);
  while (await page.locator(".messages__more--newer a:visible").count()) {
    await page.locator(".messages__more--newer a:visible").first().click();
    await page.waitForLoadState();
    forth.push(...(await log(page)));
  }
  assert.deepEqual(forth, all);
});

scene("mistakes are told on the page, and what was typed is kept", async (stage) => {
  const page = await stage.window(PLAIN);
  await page.goto(`${home.url}/login`);
  await page.fill("#username", "anna");
  await page.fill("#password", "not the password");
  await page.click("form.form button[type=submit]");
  assert.match(await page.locator("[role=alert]").innerText(), /\w/);
  assert.equal(await page.inputValue("#username"), "anna");
  assert.equal(await page.inputValue("#password"), "");

  await signIn(page, home, "anna");
  await page.goto(`${home.url}/threads/new`);
  await page.click("form.form button[type=submit]");
  assert.match(await page.locator("[role=alert]").innerText(), /\w/);
  const thread = await home.thread(["anna", "ben"]);
  await page.goto(`${home.url}/threads/${thread}`);
  const before = await home.bodies("anna", thread);
  await page.click(".composer__send");
  assert.match(await page.locator(".composer__problem").innerText(), /\w/);
  const long = "x".repeat(10_001);
  await page.fill("#composer_body", long);
  await page.click(".composer__send");
  assert.match(await page.locator(".composer__problem").innerText(), /\w/);
  assert.equal(await page.inputValue("#composer_body"), long);
  assert.deepEqual(await home.bodies("anna", thread), before);
});

scene("a signed-out visitor signs in and is where they wanted to be; signed out, they see nothing", async (stage) => {
  const thread = await home.thread(["anna", "ben"]);
  const page = await stage.window(PLAIN);
  await page.goto(`${home.url}/threads/${thread}`);
  await page.waitForURL(/\/login\?next=/);
  await page.fill("#username", "anna");
  await page.fill("#password", PASSWORD);
  await page.click("form.form button[type=submit]");
  await page.waitForURL(`${home.url}/threads/${thread}`);

  await page.click("summary.menu__button");
  await page.getByRole("button", { name: says("sign-out") }).click();
  await page.waitForURL(/\/login$/);
  await page.goBack();
  await page.waitForURL(/\/login/);
  assert.equal(await page.locator(".message").count(), 0);
});
