// Signing out is the end of every window of that browser, without anybody touching them.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { Home } from "../lib/home.js";
import { enter, hears, scene, write } from "../lib/stage.js";
import { says } from "../lib/words.js";

let home;
before(async () => (home = await Home.of({}, { HEARTH_RATE_LIMITS: "on" })));
after(() => home?.close());

async function signOut(page) {
  await page.click("summary.menu__button");
  await page.getByRole("button", { name: says("sign-out") }).click();
  await page.waitForURL(/\/login/);
}

scene("signing out in one tab takes the others to sign-in by themselves", async (stage) => {
  const thread = await home.thread(["anna", "ben"]);
  await home.say("ben", thread, "a secret");
  const first = await stage.member(home, "anna");
  const second = await first.context().newPage();
  await enter(second, home, thread);
  const third = await first.context().newPage();
  const live = hears(third, "private-user-");
  await third.goto(`${home.url}/`);
  await live;
  await signOut(first);
  for (const page of [second, third]) {
    await page.waitForURL(/\/login/);
    assert.equal(await page.locator("body", { hasText: "a secret" }).count(), 0);
  }
});

scene("another browser of the same person stays signed in", async (stage) => {
  const thread = await home.thread(["anna", "ben"]);
  const phone = await stage.member(home, "anna");
  const desk = await stage.member(home, "anna");
  await enter(desk, home, thread);
  await signOut(phone);
  await write(desk, "still here");
  await desk.locator(".messages__log .message__body", { hasText: "still here" }).waitFor();
  await phone.goto(`${home.url}/threads/${thread}`);
  await phone.waitForURL(/\/login\?next=/);
});

scene("what was sent when the session had ended goes out after signing in again", async (stage) => {
  const thread = await home.thread(["anna", "ben"]);
  const anna = await stage.member(home, "anna");
  await enter(anna, home, thread);
  const cookie = (await anna.context().cookies()).find(({ name }) => name === "session");
  assert.ok(cookie.httpOnly);
  assert.equal(cookie.sameSite, "Lax");
  await anna.fill("#composer_body", "typed too late");
  await anna.context().clearCookies();
  await anna.keyboard.press("Enter");
  await anna.waitForURL(/\/login\?next=/);
  const login = anna.locator("form.form");
  await login.locator("#username").fill("anna");
  await login.locator("#password").fill("seven warm chestnuts");
  await login.locator("button[type=submit]").click();
  await anna.waitForURL(`${home.url}/threads/${thread}`);
  await anna.locator(".messages__log .message__body", { hasText: "typed too late" }).waitFor();
  assert.equal((await home.bodies("anna", thread)).filter((body) => body === "typed too late").length, 1);
  assert.equal(await anna.inputValue("#composer_body"), "");
});

scene("who has something to send is asked before it is lost", async (stage) => {
  const thread = await home.thread(["anna", "ben"], "Unsent", { reuse: false });
  const anna = await stage.member(home, "anna");
  await enter(anna, home, thread);
  await anna.route("**/messages", (route) => route.abort());
  await write(anna, "on its way");
  await anna.locator(".message__body:visible", { hasText: "on its way" }).waitFor();
  const asked = [];
  let answer = "dismiss";
  anna.on("dialog", async (dialog) => {
    asked.push(dialog.message());
    await dialog[answer]();
  });
  await anna.click("summary.menu__button");
  await anna.getByRole("button", { name: says("sign-out") }).click();
  assert.deepEqual(asked, [says("sign-out-unsent")]);
  assert.ok(!anna.url().includes("/login"));
  answer = "accept";
  await anna.getByRole("button", { name: says("sign-out") }).click();
  await anna.waitForURL(/\/login/);
  assert.equal(asked.length, 2);
});
