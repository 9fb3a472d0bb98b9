// What is written while the line is down lies on the device, outlives page, window and browser, and goes
// out once, in order, from whatever comes next.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before } from "node:test";
import { Home, PASSWORD } from "../lib/home.js";
import { png } from "../lib/pictures.js";
import { assertCalm, enter, eventually, everything, hears, log, persistent, scene, signIn, write } from "../lib/stage.js";

const PATIENCE_MS = 40_000;

let home;
before(async () => (home = await Home.of({ cleo: "Cleo" })));
after(() => home?.close());

async function talk(usernames, title) {
  const memberIds = usernames.map((username) => home.members[username]);
  return (await home.do(usernames[0], "POST", "/api/threads", { memberIds, title, reuse: false })).thread.id;
}

const waiting = (page) => page.locator(".messages__outbox [data-state]");
const states = (page) => waiting(page).evaluateAll((all) => all.map((each) => each.dataset.state));

/** Pages pass, but nothing that is sent does: the line that breaks just then. */
async function cutPosts(page) {
  await page.context().route("**/messages", (route) => (route.request().method() === "POST" ? route.abort() : route.continue()));
}

/** How many messages lie on the device. */
const lying = (page) =>
  page.evaluate(async () => {
    // Opening it would make an empty one.
    if (!(await indexedDB.databases()).some(({ name }) => name === "hearth")) return 0;
    const done = (request) => new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
    const database = await done(indexedDB.open("hearth"));
    const count = await done(database.transaction("outbox").objectStore("outbox").count());
    database.close();
    return count;
  });

for (const [name, locks] of [["the browser's locks", true], ["plain http, where those are hidden", false]]) {
  scene(`messages written offline survive a reload and go out once, in order: ${name}`, async (stage) => {
    const thread = await talk(["anna", "ben"], `Reload ${locks}`);
    const question = await home.say("ben", thread, "who comes?");
    const anna = await stage.member(home, "anna");
    if (!locks) await anna.context().addInitScript(() => Object.defineProperty(navigator, "locks", { value: undefined }));
    await enter(anna, home, thread);
    await cutPosts(anna);
    await write(anna, "one");
    await anna.locator(`[data-id="${question.id}"] .message__bubble`).hover();
    await anna.locator(`[data-id="${question.id}"] .message__more`).click();
    await anna.locator(".acts [data-act=reply]").click();
    await write(anna, "two, an answer");
    await anna.setInputFiles(".composer__input", { name: "lake.png", mimeType: "image/png", buffer: png(64, 48) });
    await anna.locator(".chosen").waitFor();
    await write(anna, "three, with a photo");
    await eventually(() => states(anna), ["failed", "failed", "failed"]);
    await eventually(() => lying(anna), 3);
    // Stored safely: nothing asks whether one really wants to leave.
    const asked = [];
    anna.on("dialog", (dialog) => asked.push(dialog.type()) && dialog.accept());
    await anna.reload();
    await eventually(() => waiting(anna).locator(".message__body").allInnerTexts(), ["one", "two, an answer", "three, with a photo"]);
    assert.equal(await waiting(anna).nth(1).locator(".quote__text").innerText(), "who comes?");
    await waiting(anna).nth(2).locator(".picture__image").waitFor();
    assert.deepEqual(asked, []);
    await anna.context().unrouteAll();
    const said = ["who comes?", "one", "two, an answer", "three, with a photo"];
    await eventually(() => log(anna), said, PATIENCE_MS);
    assert.deepEqual(await everything(anna), said);
    const kept = await home.messages("anna", thread);
    assert.deepEqual(kept.map(({ body }) => body), said);
    assert.equal(kept[2].replyTo, question.id);
    assert.equal(kept[3].attachments[0].name, "lake.png");
    await eventually(() => lying(anna), 0);
    // Each says that the server has it.
    assert.equal(await anna.locator(".messages__log .message__sent:visible").count(), 3);
  });
}

scene("what waits goes out from another thread's page, and from the list", async (stage) => {
  const [first, second, third] = [await talk(["anna", "ben"], "First"), await talk(["anna", "ben"], "Second"), await talk(["anna", "ben"], "Third")];
  const anna = await stage.member(home, "anna");
  await cutPosts(anna);
  for (const thread of [first, second]) {
    await enter(anna, home, thread);
    for (const n of [1, 2]) await write(anna, `${n} from the dark`);
    await eventually(() => states(anna), ["failed", "failed"]);
  }
  await anna.goto(`${home.url}/threads/${third}`);
  await eventually(() => lying(anna), 4);
  assert.deepEqual([...(await home.bodies("anna", first)), ...(await home.bodies("anna", second))], []);
  await anna.context().unrouteAll();
  await anna.goto(`${home.url}/threads/${third}`);
  for (const thread of [first, second]) {
    await eventually(() => home.bodies("anna", thread), ["1 from the dark", "2 from the dark"], PATIENCE_MS);
  }
  // It is there before the answer is: what was not heard of would be sent again.
  await eventually(() => lying(anna), 0);
  await cutPosts(anna);
  await enter(anna, home, first);
  await write(anna, "for the list");
  await eventually(() => states(anna), ["failed"]);
  await anna.context().unrouteAll();
  await anna.goto(`${home.url}/`);
  await eventually(async () => (await home.bodies("anna", first)).at(-1), "for the list", PATIENCE_MS);
  await eventually(() => lying(anna), 0);
});

for (const [name, locks] of [["with locks", true], ["without", false]]) {
  scene(`two windows send in one order, and one goes on where the other was closed: ${name}`, async (stage) => {
    const thread = await talk(["anna", "ben"], `Windows ${locks}`);
    const one = await stage.member(home, "anna");
    if (!locks) await one.context().addInitScript(() => Object.defineProperty(navigator, "locks", { value: undefined }));
    const other = await one.context().newPage();
    await enter(one, home, thread);
    await enter(other, home, thread);
    // An answer that is slow and then never comes: the first window is closed while it waits.
    let isSlow = true;
    let sent = 0;
    await one.context().route("**/messages", async (route) => {
      if (route.request().method() !== "POST") return route.continue();
      sent += 1;
      if (isSlow) return;
      await route.continue();
    });
    await write(one, "first");
    await eventually(() => sent, 1);
    await write(other, "second");
    await write(one, "third");
    await eventually(() => waiting(other).locator(".message__body").allInnerTexts(), ["first", "second", "third"]);
    await other.waitForTimeout(2_500);
    assert.equal(sent, 1, "nothing overtakes what is on its way");
    isSlow = false;
    await one.close();
    await eventually(() => log(other), ["first", "second", "third"], PATIENCE_MS);
    await eventually(() => waiting(other).count(), 0);
    assert.deepEqual(await home.bodies("anna", thread), ["first", "second", "third"]);
  });
}

scene("a browser that is killed keeps what was written and what was being written", async () => {
  const thread = await talk(["anna", "ben"], "Crash");
  const question = await home.say("ben", thread, "and you?");
  const folder = await mkdtemp(path.join(tmpdir(), "hearth-profile-"));
  let browser = await persistent(folder);
  try {
    let page = browser.page;
    await signIn(page, home, "anna");
    await enter(page, home, thread);
    await cutPosts(page);
    await write(page, "sent into a crash");
    await eventually(() => lying(page), 1);
    await page.locator(`[data-id="${question.id}"] .message__bubble`).hover();
    await page.locator(`[data-id="${question.id}"] .message__more`).click();
    await page.locator(".acts [data-act=reply]").click();
    await page.keyboard.type("half an answer");
    // The browser itself writes what pages keep to its disk every few seconds.
    await page.waitForTimeout(8_000);
    await browser.kill();

    browser = await persistent(folder);
    page = browser.page;
    await page.goto(`${home.url}/threads/${thread}`);
    if (page.url().includes("/login")) {
      await page.fill("#username", "anna");
      await page.fill("#password", PASSWORD);
      await page.click("form.form button[type=submit]");
      await page.waitForURL(`${home.url}/threads/${thread}`);
    }
    await eventually(() => log(page), ["and you?", "sent into a crash"], PATIENCE_MS);
    assert.equal(await page.inputValue("#composer_body"), "half an answer");
    assert.equal(await page.locator(".context__excerpt").innerText(), "and you?");
    await page.press("#composer_body", "Enter");
    await eventually(async () => (await home.messages("anna", thread)).at(-1).replyTo, question.id);
    assert.deepEqual(await home.bodies("anna", thread), ["and you?", "sent into a crash", "half an answer"]);
  } finally {
    await browser.kill();
    await rm(folder, { recursive: true, force: true });
  }
});

scene("what waits can be discarded, and what is refused says why", async (stage) => {
  const thread = await talk(["anna", "ben"], "Discard");
  const anna = await stage.member(home, "anna");
  await enter(anna, home, thread);
  await cutPosts(anna);
  for (const body of ["keep", "drop", "keep too"]) await write(anna, body);
  await eventually(() => states(anna), ["failed", "failed", "failed"]);
  await waiting(anna).nth(1).getByRole("button", { name: "Discard" }).click();
  await eventually(() => waiting(anna).locator(".message__body").allInnerTexts(), ["keep", "keep too"]);
  await anna.reload();
  await eventually(() => waiting(anna).locator(".message__body").allInnerTexts(), ["keep", "keep too"]);
  let attempts = 0;
  anna.on("request", (request) => request.method() === "POST" && request.url().endsWith("/messages") && (attempts += 1));
  // Held up for long by now: what a person asks for is not held up.
  await waiting(anna).last().getByRole("button", { name: "Try now" }).click();
  await eventually(() => attempts > 0, true);
  await anna.context().unrouteAll();
  await eventually(() => log(anna), ["keep", "keep too"], PATIENCE_MS);
  await write(anna, "x".repeat(10_001));
  await eventually(() => states(anna), ["refused"]);
  assert.match(await waiting(anna).locator(".delivery__reason").innerText(), /long/);
  await anna.reload();
  await eventually(() => states(anna), ["refused"]);
  assert.match(await waiting(anna).locator(".delivery__reason").innerText(), /long/);
  await write(anna, "passes it");
  await eventually(() => log(anna), ["keep", "keep too", "passes it"]);
  await waiting(anna).getByRole("button", { name: "Discard" }).click();
  await eventually(() => lying(anna), 0);
});

scene("a full disk is said, and tried again when a person asks for it", async (stage) => {
  const thread = await talk(["anna", "ben"], "Full");
  const anna = await stage.member(home, "anna");
  await enter(anna, home, thread);
  let attempts = 0;
  const problem = JSON.stringify({ error: "storage_full", detail: "There is no room on the disk." });
  await anna.route("**/messages", (route) => {
    if (route.request().method() !== "POST") return route.continue();
    attempts += 1;
    return route.fulfill({ status: 507, contentType: "application/json", body: problem });
  });
  await write(anna, "Where are you?");
  await eventually(() => states(anna), ["refused"]);
  assert.match(await waiting(anna).locator(".delivery__reason").innerText(), /no room/);
  assert.equal(attempts, 1);
  await anna.context().unrouteAll();
  await anna.unrouteAll();
  await waiting(anna).getByRole("button", { name: "Try now" }).click();
  await eventually(() => log(anna), ["Where are you?"]);
});

scene("signing out clears it, and so does somebody else who signs in", async (stage) => {
  const thread = await talk(["anna", "ben"], "Leaving");
  const page = await stage.member(home, "anna");
  const begin = async () => {
    await enter(page, home, thread);
    await cutPosts(page);
    await write(page, "Anna's own");
    await eventually(() => lying(page), 1);
    await page.fill("#composer_body", "Anna's draft");
    await page.waitForTimeout(500);
    await page.evaluate(() => {
      const { content } = document.querySelector('meta[name="hearth-member"]');
      localStorage.setItem(`hearth:heard:${content}`, '["what Anna has heard"]');
    });
  };
  await begin();
  // Over plain http browsers do not listen when the server says that everything is to be cleared.
  await page.route("**/logout", async (route) => {
    const response = await route.fetch({ maxRedirects: 0 });
    const { "clear-site-data": _, ...headers } = response.headers();
    await route.fulfill({ response, headers });
  });
  page.once("dialog", (asked) => asked.accept());
  await page.click("summary.menu__button");
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL(/\/login/);
  await eventually(() => lying(page), 0);
  assert.equal(await page.evaluate(() => JSON.stringify(localStorage).includes("Anna")), false);

  await signIn(page, home, "anna");
  await begin();
  // The session ends without a word, and it is Ben who signs in.
  await page.context().clearCookies();
  await page.context().unrouteAll();
  await signIn(page, home, "ben");
  await eventually(() => lying(page), 0);
  await enter(page, home, thread);
  assert.deepEqual(await home.bodies("anna", thread), []);
  assert.equal(await waiting(page).count(), 0);
});

scene("a page that was left open never speaks for somebody who signed in later", async (stage) => {
  const thread = await talk(["anna", "ben"], "Whose");
  const anna = await stage.member(home, "anna");
  await enter(anna, home, thread);
  const ben = await stage.member(home, "ben");
  await anna.context().addCookies(await ben.context().cookies());
  await anna.fill("#composer_body", "this is Anna");
  await anna.keyboard.press("Enter");
  await anna.waitForLoadState();
  await eventually(() => anna.locator("meta[name=hearth-member]").getAttribute("content"), home.members.ben);
  assert.deepEqual(await home.bodies("anna", thread), []);
});

scene("without storage it waits in the page, which then asks before it is left", async (stage) => {
  const thread = await talk(["anna", "ben"], "Memory");
  const anna = await stage.member(home, "anna");
  await anna.context().addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
  });
  await enter(anna, home, thread);
  await cutPosts(anna);
  await write(anna, "only here");
  await eventually(() => states(anna), ["failed"]);
  const asked = [];
  anna.on("dialog", (dialog) => asked.push(dialog.type()) && dialog.dismiss());
  await anna.evaluate(() => location.reload());
  await eventually(() => asked, ["beforeunload"]);
  await anna.context().unrouteAll();
  await eventually(() => log(anna), ["only here"], PATIENCE_MS);
  assert.deepEqual(await home.bodies("anna", thread), ["only here"]);
});

scene("the banner says how many wait", async (stage) => {
  const thread = await talk(["anna", "ben"], "Banner");
  const anna = await stage.member(home, "anna");
  // Also the channel that has to be signed for: a socket that is gone would get a 403 for it.
  const own = hears(anna, "private-user-");
  await enter(anna, home, thread);
  await own;
  await anna.context().setOffline(true);
  for (const n of [1, 2]) await write(anna, `waits ${n}`);
  const banner = anna.locator(".banner__waiting");
  await banner.waitFor();
  assert.match(await banner.innerText(), /2/);
  await anna.context().setOffline(false);
  await eventually(() => log(anna), ["waits 1", "waits 2"], PATIENCE_MS);
  await banner.waitFor({ state: "detached" });
  assertCalm({ complaints: anna.complaints.filter((complaint) => !/ERR_|WebSocket/.test(complaint)) });
});
