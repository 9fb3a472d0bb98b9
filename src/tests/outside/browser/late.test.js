// What comes late, by a slow line or a slow hand of the browser, takes nothing back that somebody has done
// or written meanwhile.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before } from "node:test";
import { Home } from "../lib/home.js";
import { png } from "../lib/pictures.js";
import { assertCalm, enter, eventually, log, scene, write } from "../lib/stage.js";

const SPEAKS = { permissions: ["microphone"] };
const DRAFT_MS = 600;

let home;
before(async () => (home = await Home.of()));
after(() => home?.close());

const talk = (title) => home.thread(["anna", "ben"], title, { reuse: false });
const message = (page, { id }) => page.locator(`.messages__log [data-id="${id}"]`);
const words = (page) => page.inputValue("#composer_body");
const context = (page) => page.locator("composer-context > .context");

/** Keeps the answers to what fits from a page until what this returns is called; `asked` counts them. */
async function held(page, method, address) {
  let come;
  const coming = new Promise((done) => (come = done));
  const hold = Object.assign(() => come(), { asked: 0 });
  await page.route(address, async (route) => {
    if (route.request().method() !== method) return route.fallback();
    hold.asked += 1;
    const response = await route.fetch();
    await coming;
    await route.fulfill({ response });
  });
  return hold;
}

/** Long enough for an answer to be taken in. */
const taken = (page) => page.waitForTimeout(400);

async function choose(page, said, act) {
  await message(page, said).locator(".message__bubble").hover({ position: { x: 8, y: 8 } });
  await message(page, said).locator(".message__more").click();
  await page.locator(`.acts [data-act=${act}]`).click();
}

scene("words to edit that come late do not take the place of what is written by then", async (stage) => {
  const thread = await talk("Late words");
  await home.say("anna", thread, "the old words");
  const anna = await stage.member(home, "anna");
  await enter(anna, home, thread);
  const come = await held(anna, "GET", /\/edit$/);
  await anna.focus("#composer_body");
  await anna.keyboard.press("ArrowUp");
  await eventually(async () => come.asked, 1);
  await anna.keyboard.type("something new");
  come();
  await taken(anna);
  assert.equal(await words(anna), "something new");
  assert.equal(await context(anna).count(), 0);
  await anna.keyboard.press("Enter");
  await eventually(() => log(anna), ["the old words", "something new"]);
  assertCalm(anna);
});

scene("what is written while an edit is saved stays, and so does what is begun", async (stage) => {
  const thread = await talk("Saved slowly");
  const [mine, bens] = [await home.say("anna", thread, "one"), await home.say("ben", thread, "two")];
  const anna = await stage.member(home, "anna");
  await enter(anna, home, thread);
  await choose(anna, mine, "edit");
  await eventually(() => words(anna), "one");
  let come = await held(anna, "POST", /\/edit$/);
  await anna.fill("#composer_body", "once");
  await anna.keyboard.press("Enter");
  await eventually(async () => come.asked, 1);
  await anna.fill("#composer_body", "once again");
  come();
  await message(anna, mine).locator(".message__body", { hasText: "once" }).waitFor();
  await taken(anna);
  assert.equal(await words(anna), "once again");
  await anna.keyboard.press("Enter");
  await message(anna, mine).locator(".message__body", { hasText: "once again" }).waitFor();
  await eventually(() => words(anna), "");

  await anna.unroute(/\/edit$/);
  await choose(anna, mine, "edit");
  await eventually(() => words(anna), "once again");
  come = await held(anna, "POST", /\/edit$/);
  await anna.fill("#composer_body", "a third time");
  await anna.keyboard.press("Enter");
  await eventually(async () => come.asked, 1);
  await anna.keyboard.press("Escape");
  await choose(anna, bens, "reply");
  await context(anna).waitFor();
  come();
  await message(anna, mine).locator(".message__body", { hasText: "a third time" }).waitFor();
  await taken(anna);
  assert.equal(await context(anna).getAttribute("data-mode"), "reply");
  assertCalm(anna);
});

scene("an edit neither interrupts who speaks nor loses what was said", async (stage) => {
  const thread = await talk("Spoken");
  await home.say("anna", thread, "written");
  const anna = await stage.member(home, "anna", SPEAKS);
  await enter(anna, home, thread);
  const come = await held(anna, "GET", /\/edit$/);
  await anna.focus("#composer_body");
  await anna.keyboard.press("ArrowUp");
  await eventually(async () => come.asked, 1);
  await anna.locator(".composer__voice").click();
  await anna.locator('.voice[data-state="recording"]').waitFor();
  come();
  await anna.waitForTimeout(1_200);
  assert.equal(await context(anna).count(), 0);
  // Twice, as an impatient finger does.
  await anna.locator(".voice__send").evaluate((button) => [button.click(), button.click()]);
  await eventually(async () => (await home.messages("anna", thread)).length, 2);
  await taken(anna);
  const all = await home.messages("anna", thread);
  assert.equal(all.at(-1).attachments.length, 1);
  // While something is edited there is nothing to speak into.
  await anna.unroute(/\/edit$/);
  await anna.focus("#composer_body");
  await anna.keyboard.press("ArrowUp");
  await context(anna).waitFor();
  await anna.fill("#composer_body", "");
  assert.equal(await anna.locator(".composer__voice").isVisible(), false);
  assertCalm(anna);
});

scene("a window in which nothing was written leaves another's draft alone", async (stage) => {
  const thread = await talk("Two windows");
  const anna = await stage.member(home, "anna");
  await enter(anna, home, thread);
  const other = await anna.context().newPage();
  await other.goto(`${home.url}/threads/${thread}`);
  await other.fill("#composer_body", "half a letter");
  await other.waitForTimeout(DRAFT_MS);
  await other.close();
  await anna.goto(`${home.url}/settings`);
  await anna.goto(`${home.url}/threads/${thread}`);
  assert.equal(await words(anna), "half a letter");
  // What is answered no more is kept no more.
  const said = await home.say("ben", thread, "what about it?");
  await choose(anna, said, "reply");
  await context(anna).waitFor();
  await anna.waitForTimeout(DRAFT_MS);
  await anna.keyboard.press("Escape");
  await anna.goto(`${home.url}/threads/${thread}`);
  assert.equal(await words(anna), "half a letter");
  assert.equal(await context(anna).count(), 0);
  assertCalm(anna);
});

scene("that a message was read is said again when the line failed", async (stage) => {
  const thread = await talk("Read");
  await home.say("ben", thread, "look");
  const anna = await stage.member(home, "anna");
  let failed = 0;
  await anna.route(/\/read$/, (route) => {
    if (route.request().method() !== "POST" || failed > 0) return route.fallback();
    failed += 1;
    return route.abort();
  });
  await enter(anna, home, thread);
  await anna.bringToFront();
  await eventually(async () => failed, 1);
  const unread = async () => (await home.do("anna", "GET", "/api/threads")).threads.find(({ id }) => id === thread).unreadCount;
  await eventually(unread, 0);
});

scene("when the line is back nothing waits for its turn of trying again, one's own words least of all", async (stage) => {
  const thread = await talk("Back");
  const anna = await stage.member(home, "anna");
  // The longest waits there are.
  await anna.addInitScript(() => (Math.random = () => 0.999));
  let failed = 0;
  let isDown = false;
  await anna.route(/since=/, (route) => {
    if (!isDown) return route.fallback();
    failed += 1;
    return route.abort();
  });
  await enter(anna, home, thread);
  await eventually(() => log(anna), []);
  isDown = true;
  await home.say("ben", thread, "are you there?");
  // The fourth wait is sixteen seconds.
  await eventually(async () => failed, 4);
  isDown = false;
  await write(anna, "I am");
  await eventually(() => log(anna), ["are you there?", "I am"], 3_000);
});

scene("a place that comes late does not take away who has gone on", async (stage) => {
  const thread = await talk("Quoted");
  const original = await home.say("ben", thread, "the original");
  // So many that the page does not come by it on its own.
  for (let n = 0; n < 300; n++) await home.say("ben", thread, `line ${n}`);
  await home.do("ben", "POST", `/api/threads/${thread}/messages`, { body: "about that", replyTo: original.id });
  const anna = await stage.member(home, "anna");
  await enter(anna, home, thread);
  const come = await held(anna, "GET", /around=/);
  await anna.click(`.messages__log .quote[data-message="${original.id}"]`);
  await eventually(async () => come.asked, 1);
  await write(anna, "I go on");
  await eventually(async () => (await log(anna)).at(-1), "I go on");
  come();
  await taken(anna);
  assert.equal((await log(anna)).at(-1), "I go on");
  assert.doesNotMatch(anna.url(), /around/);
  assertCalm(anna);
});

scene("a picture that is opened while the list still moves is left for the same place", async (stage) => {
  const thread = await talk("Pictures between");
  for (let n = 0; n < 12; n++) {
    await home.say("ben", thread, `line ${n}`);
    const form = new FormData();
    form.append("file", new Blob([png(640, 480, [90, 20 * n, 40])]), `${n}.png`);
    const { id } = (await home.do("ben", "POST", "/api/files", form)).file;
    await eventually(async () => (await home.do("ben", "GET", `/api/files/${id}/status`)).status, "ready", 60_000);
    await home.do("ben", "POST", `/api/threads/${thread}/messages`, { fileIds: [id] });
  }
  const anna = await stage.member(home, "anna");
  await enter(anna, home, thread);
  const list = anna.locator("message-list");
  const pictures = anna.locator(".messages__log .picture");
  // Once before, so that what opens it is there.
  await pictures.last().click();
  await anna.locator(".viewer").waitFor();
  await anna.goBack();
  await anna.locator(".viewer").waitFor({ state: "hidden" });
  await anna.waitForTimeout(500);
  const top = () => list.evaluate((each) => Math.round(each.scrollTop));
  const scrollUp = (px) =>
    list.evaluate((each, px) => {
      each.scrollBy({ top: -px, behavior: "instant" });
      return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    }, px);
  await scrollUp(300);
  await anna.waitForLoadState("networkidle");
  await anna.waitForTimeout(500);
  await scrollUp(900);
  const before = await top();
  await pictures.evaluateAll((all) => {
    const { top, bottom } = document.querySelector("message-list").getBoundingClientRect();
    all.find((each) => each.getBoundingClientRect().top > top && each.getBoundingClientRect().bottom < bottom).click();
  });
  await anna.locator(".viewer").waitFor();
  await anna.waitForTimeout(500);
  await anna.goBack();
  await anna.locator(".viewer").waitFor({ state: "hidden" });
  await anna.waitForTimeout(500);
  assert.ok(Math.abs((await top()) - before) <= 2, `${await top()} is not ${before}`);
  assertCalm(anna);
});

scene("a film goes on, as large as it is, while others say what they think of it", async (stage) => {
  const thread = await talk("Film");
  const folder = await mkdtemp(path.join(tmpdir(), "hearth-late-"));
  const file = path.join(folder, "film.webm");
  execFileSync("ffmpeg", ["-v", "error", "-f", "lavfi", "-i", "testsrc2=d=30:s=320x180:r=10", "-c:v", "libvpx", "-deadline", "realtime", file]);
  const form = new FormData();
  form.append("file", new Blob([await readFile(file)]), "film.webm");
  await rm(folder, { recursive: true });
  const { id } = (await home.do("ben", "POST", "/api/files", form)).file;
  await eventually(async () => (await home.do("ben", "GET", `/api/files/${id}/status`)).status, "ready", 60_000);
  const said = (await home.do("ben", "POST", `/api/threads/${thread}/messages`, { body: "the dog", fileIds: [id] })).message;
  const anna = await stage.member(home, "anna");
  await enter(anna, home, thread);
  const film = message(anna, said).locator("video");
  await film.evaluate(async (video) => {
    video.muted = true;
    globalThis.film = video;
    await video.play();
  });
  await film.evaluate((video) => video.requestFullscreen());
  await eventually(() => film.evaluate((video) => video.currentTime > 0.5), true);
  await home.do("ben", "PUT", `/api/messages/${said.id}/reactions/${encodeURIComponent("❤️")}`);
  await message(anna, said).locator(".reaction").waitFor({ state: "attached" });
  const state = () =>
    film.evaluate((video) => ({
      same: video === globalThis.film,
      isOn: !video.paused && video.currentTime > 0.5,
      isLarge: document.fullscreenElement === video,
      films: document.querySelectorAll(".messages__log video").length,
    }));
  await taken(anna);
  assert.deepEqual(await state(), { same: true, isOn: true, isLarge: true, films: 1 });
  assertCalm(anna);
});
