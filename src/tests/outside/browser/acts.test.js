// What one can do with a message: by mouse, by keys alone, by finger, and with JavaScript off.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { gzipSync } from "node:zlib";
import { barriers, overflow } from "../lib/barriers.js";
import { Home } from "../lib/home.js";
import { png } from "../lib/pictures.js";
import { assertCalm, enter, eventually, log, scene, withheld, write } from "../lib/stage.js";
import { says } from "../lib/words.js";

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
const DESK = { viewport: { width: 1440, height: 900 } };
const MOST_SCRIPT_BYTES = 25_000;
/** Longer than a deletion is held back. */
const PAST_UNDO_MS = 14_000;

let home;
before(async () => (home = await Home.of({ cleo: "Cleo" })));
after(() => home?.close());

/** A thread of its own, whoever else talks. */
async function talk(usernames, title) {
  const memberIds = usernames.map((username) => home.members[username]);
  return (await home.do(usernames[0], "POST", "/api/threads", { memberIds, title, reuse: false })).thread.id;
}

const message = (page, { id }) => page.locator(`.messages__log [data-id="${id}"]`);
const more = (page, said) => message(page, said).locator(".message__more");
const item = (page, act) => page.locator(`.acts [data-act=${act}]`);

async function openMenu(page, said) {
  await message(page, said).locator(".message__bubble").hover({ position: { x: 8, y: 8 } });
  await more(page, said).click();
  await page.locator(".acts").waitFor();
}

async function choose(page, said, act) {
  await openMenu(page, said);
  await item(page, act).click();
}

const stored = async (thread, { id }) => (await home.messages("anna", thread)).find((each) => each.id === id);
const focused = (page) => page.evaluate(() => document.activeElement?.className ?? "");

/** Every shift from now on; how still a page is while it arrives is tried in `stillness`. */
async function watchShifts(page) {
  const session = await page.context().newCDPSession(page);
  const shifts = [];
  session.on("PerformanceTimeline.timelineEventAdded", ({ event }) => shifts.push(event.layoutShiftDetails));
  await session.send("PerformanceTimeline.enable", { eventTypes: ["layout-shift"] });
  // Those of the arrival are told first.
  await page.waitForTimeout(300);
  shifts.length = 0;
  return shifts;
}

scene("the menu opens beside its message, moves nothing, and offers what one may do", async (stage) => {
  const thread = await talk(["anna", "ben"], "Menu");
  const own = await home.say("anna", thread, "mine");
  const other = await home.say("ben", thread, "yours");
  for (const options of [DESK, PHONE]) {
    const [anna, ben] = [await stage.member(home, "anna", options), await stage.member(home, "ben", options)];
    for (const page of [anna, ben]) await enter(page, home, thread);
    const shifts = await watchShifts(anna);
    const place = await message(anna, other).boundingBox();
    await openMenu(anna, other);
    assert.deepEqual(await message(anna, other).boundingBox(), place);
    const box = await anna.locator(".acts").boundingBox();
    const { width, height } = options.viewport;
    assert.ok(box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height, JSON.stringify(box));
    for (const target of await anna.locator(".acts :is(a, button, input):visible").all()) {
      const { width, height } = await target.boundingBox();
      assert.ok(width >= 44 && height >= 44, `${await target.textContent()}: ${width} by ${height}`);
    }
    await anna.waitForTimeout(200);
    assert.deepEqual(shifts, []);
    // Anna runs the family's Hearth and may delete what others wrote, but not put words into their mouths.
    const offered = async (page) => page.locator(".acts [data-act]:visible").evaluateAll((all) => all.map((each) => each.dataset.act));
    const always = ["reply", "copy", "forward"];
    const close = options === PHONE ? ["close"] : [];
    assert.deepEqual(await offered(anna), ["emoji", ...always, "delete", ...close]);
    await anna.keyboard.press("Escape");
    assert.equal(await anna.locator(".acts").isVisible(), false);
    assert.match(await focused(anna), /message__more/);
    await openMenu(anna, own);
    assert.deepEqual(await offered(anna), ["emoji", "reply", "edit", "copy", "forward", "delete", ...close]);
    await openMenu(ben, own);
    assert.deepEqual(await offered(ben), ["emoji", ...always, ...close]);
    // A press beside the menu closes it and is nothing else.
    await ben.mouse.click(width / 2, 5);
    assert.equal(await ben.locator(".acts").isVisible(), false);
    assert.match(ben.url(), new RegExp(thread));
    for (const page of [anna, ben]) assertCalm(page);
  }
});

scene("an answer shows what it is about while it is written, on its way and in the log", async (stage) => {
  const thread = await talk(["anna", "ben"], "Answers");
  const question = await home.say("ben", thread, "Who brings <b>forks</b>?");
  const [anna, ben] = [await stage.member(home, "anna"), await stage.member(home, "ben")];
  for (const page of [anna, ben]) await enter(page, home, thread);
  await choose(anna, question, "reply");
  assert.equal(await anna.locator(".context__excerpt").innerText(), "Who brings <b>forks</b>?");
  assert.equal(await anna.locator(".context__author").innerText(), "Ben");
  assert.match(await focused(anna), /composer__body/);
  // One can think better of it.
  await anna.locator(".context__cancel").click();
  await write(anna, "not an answer");
  await eventually(async () => (await home.messages("anna", thread)).at(-1).replyTo, undefined);

  await anna.route("**/messages", async (route) => {
    await new Promise((done) => setTimeout(done, 500));
    await route.continue();
  });
  await choose(anna, question, "reply");
  await write(anna, "I do");
  await anna.locator(".messages__outbox .quote__text", { hasText: "forks" }).waitFor();
  assert.equal(await anna.locator(".context").count(), 0);
  for (const page of [anna, ben]) {
    const quote = page.locator(".messages__log .quote");
    await quote.waitFor();
    assert.equal(await quote.locator(".quote__text").innerText(), "Who brings <b>forks</b>?");
    await quote.click();
    await page.locator(`#message_${question.id}:target`).waitFor();
  }
  assert.equal((await home.messages("anna", thread)).at(-1).replyTo, question.id);
  for (const page of [anna, ben]) assertCalm(page);
});

scene("other words for a message: with keys alone, with a way back, and the draft waits", async (stage) => {
  const thread = await talk(["anna", "ben"], "Edits");
  const first = await home.say("anna", thread, "line *one*\n\nline two");
  await home.say("ben", thread, "Ben's own");
  const [anna, ben] = [await stage.member(home, "anna"), await stage.member(home, "ben")];
  for (const page of [anna, ben]) await enter(page, home, thread);
  await anna.focus("#composer_body");
  await anna.keyboard.press("ArrowUp");
  await eventually(() => anna.inputValue("#composer_body"), "line *one*\n\nline two");
  await anna.keyboard.press("Escape");
  assert.equal(await anna.inputValue("#composer_body"), "");
  assert.equal(await anna.locator(".context").count(), 0);

  await anna.keyboard.type("half a draft");
  await choose(anna, first, "edit");
  await eventually(() => anna.inputValue("#composer_body"), "line *one*\n\nline two");
  await anna.fill("#composer_body", "in other words");
  await anna.keyboard.press("Enter");
  for (const page of [anna, ben]) await message(page, first).locator(".message__body", { hasText: "in other words" }).waitFor();
  await eventually(() => anna.inputValue("#composer_body"), "half a draft");
  assert.match(await focused(anna), /composer__body/);

  // Everybody can see what it said.
  await choose(ben, first, "edits");
  await ben.waitForURL(/#edits$/);
  assert.deepEqual(await ben.locator(".version__body").allInnerTexts(), ["line one\n\nline two", "in other words"]);

  // Words that cannot be kept stay where they were typed, and so do those a broken line holds up.
  await choose(anna, first, "edit");
  await eventually(() => anna.inputValue("#composer_body"), "in other words");
  await anna.fill("#composer_body", "x".repeat(10_001));
  await anna.keyboard.press("Enter");
  await anna.locator(".toast").waitFor();
  assert.equal((await anna.inputValue("#composer_body")).length, 10_001);
  await anna.reload();
  await eventually(() => anna.inputValue("#composer_body"), "half a draft");
  assert.equal((await stored(thread, first)).body, "in other words");
  assertCalm(ben);
});

scene("the menu, its emoji and its acts are reached with keys alone", async (stage) => {
  const thread = await talk(["anna", "ben"], "Keys");
  const said = [];
  for (const words of ["one", "two", "three"]) said.push(await home.say("ben", thread, words));
  const anna = await stage.member(home, "anna");
  await enter(anna, home, thread);
  await anna.focus("#composer_body");
  // Of fifty messages one is a stop for the tabulator; the arrows go on from it.
  await anna.keyboard.press("Shift+Tab");
  for (let n = 0; n < 8 && !(await focused(anna)).includes("message__more"); n++) await anna.keyboard.press("Shift+Tab");
  const at = () => anna.evaluate(() => document.activeElement.closest(".message")?.dataset.id);
  assert.equal(await at(), said[2].id);
  await anna.keyboard.press("ArrowUp");
  await anna.keyboard.press("ArrowUp");
  await anna.keyboard.press("ArrowUp");
  // What was pressed before the menu had come is done as soon as it has.
  await eventually(at, said[0].id);
  await anna.keyboard.press("ArrowDown");
  assert.equal(await at(), said[1].id);
  await anna.keyboard.press("Enter");
  assert.match(await focused(anna), /emoji__button/);
  await anna.keyboard.press("Enter");
  await message(anna, said[1]).locator('.reaction[value="👍"][aria-pressed="true"]').waitFor();
  assert.equal(await at(), said[1].id, "the focus is back where it was");
  assert.match(await focused(anna), /message__more/);

  await anna.keyboard.press("Enter");
  for (let n = 0; n < 7; n++) await anna.keyboard.press("ArrowDown");
  await anna.keyboard.press("ArrowUp");
  assert.match(await focused(anna), /emoji__more/);
  await anna.keyboard.press("Enter");
  await anna.locator(".emojis").waitFor();
  assert.match(await focused(anna), /emojis__search/);
  await anna.keyboard.type("hedge");
  await anna.keyboard.press("Enter");
  await message(anna, said[1]).locator('.reaction[value="🦔"]').waitFor();
  // Once more on the chip itself takes it back; the focus does not fall off the page.
  await message(anna, said[1]).locator('.reaction[value="🦔"]').focus();
  await anna.keyboard.press("Enter");
  await message(anna, said[1]).locator('.reaction[value="🦔"]').waitFor({ state: "detached" });
  assert.equal(await at(), said[1].id);
  await anna.keyboard.press("Shift+Tab");
  assertCalm(anna);
});

scene("reactions count for everybody and are each person's own", async (stage) => {
  const thread = await talk(["anna", "ben", "cleo"], "Reactions");
  const said = await home.say("cleo", thread, "cake is ready");
  const [anna, ben] = [await stage.member(home, "anna"), await stage.member(home, "ben")];
  for (const page of [anna, ben]) await enter(page, home, thread);
  const chip = (page, emoji) => message(page, said).locator(`.reaction[value="${emoji}"]`);
  const pressed = (page) => chip(page, "❤️").getAttribute("aria-pressed");
  await openMenu(anna, said);
  await anna.locator('.acts .emoji__button[value="❤️"]').click();
  for (const page of [anna, ben]) await chip(page, "❤️").waitFor();
  assert.deepEqual([await pressed(anna), await pressed(ben)], ["true", "false"]);
  await chip(ben, "❤️").click();
  for (const page of [anna, ben]) await eventually(() => chip(page, "❤️").locator(".reaction__count").innerText(), "2");
  await eventually(() => pressed(ben), "true");
  assert.match(await chip(anna, "❤️").getAttribute("title"), /Anna.*Ben/);
  await openMenu(ben, said);
  assert.equal(await ben.locator('.acts .emoji__button[value="❤️"]').getAttribute("aria-pressed"), "true");
  await ben.locator('.acts .emoji__button[value="❤️"]').click();
  for (const page of [anna, ben]) await eventually(() => chip(page, "❤️").locator(".reaction__count").innerText(), "1");
  assert.equal(await pressed(ben), "false");

  assertCalm(ben);
});

scene("a deletion can be undone, and is done when its time is up", async (stage) => {
  const thread = await talk(["anna", "ben"], "Undo");
  const [kept, gone] = [await home.say("anna", thread, "kept"), await home.say("anna", thread, "gone")];
  const [anna, ben] = [await stage.member(home, "anna"), await stage.member(home, "ben")];
  for (const page of [anna, ben]) await enter(page, home, thread);
  const sent = [];
  anna.on("request", (request) => request.url().endsWith("/delete") && sent.push(request.url()));
  await choose(anna, kept, "delete");
  await choose(anna, gone, "delete");
  assert.equal(await anna.locator(".toast__undo").count(), 2);
  await anna.locator(".toast__undo").first().click();
  assert.equal(await anna.locator(".messages__item--going").count(), 1);
  assert.deepEqual(sent, [], "nothing was sent yet");
  await anna.mouse.move(5, 5);
  for (const page of [anna, ben]) await message(page, gone).and(page.locator(".message--deleted")).waitFor({ timeout: PAST_UNDO_MS });
  assert.equal(sent.length, 1);
  assert.equal((await stored(thread, kept)).body, "kept");
  assert.ok((await stored(thread, gone)).deletedAt);
  assert.equal(await anna.locator(".toast").count(), 0);
  for (const page of [anna, ben]) assertCalm(page);
});

scene("who leaves the page has deleted, and what was undone stays", async (stage) => {
  const thread = await talk(["anna", "ben"], "Leaving");
  const [kept, gone] = [await home.say("anna", thread, "kept"), await home.say("anna", thread, "gone")];
  const anna = await stage.member(home, "anna");
  await enter(anna, home, thread);
  await choose(anna, kept, "delete");
  await anna.locator(".toast__undo").click();
  await choose(anna, gone, "delete");
  await anna.goto(`${home.url}/settings`);
  await eventually(async () => Boolean((await stored(thread, gone)).deletedAt), true);
  await anna.goto(`${home.url}/threads/${thread}`);
  assert.equal((await stored(thread, kept)).body, "kept");
  await message(anna, kept).locator(".message__body", { hasText: "kept" }).waitFor();
  assertCalm(anna);
});

scene("what cannot be deleted comes back, with a word about it", async (stage) => {
  const thread = await talk(["anna", "ben"], "Offline");
  const said = await home.say("anna", thread, "still here");
  const anna = await stage.member(home, "anna");
  await enter(anna, home, thread);
  await anna.route("**/delete", (route) => route.abort());
  await choose(anna, said, "delete");
  await anna.locator(".messages__item--going").waitFor();
  await anna.mouse.move(5, 5);
  await anna.locator(".toast:not(:has(.toast__undo))").waitFor({ timeout: PAST_UNDO_MS });
  assert.equal(await anna.locator(".messages__item--going").count(), 0);
  assert.equal((await stored(thread, said)).body, "still here");
});

scene("text is copied as it reads", async (stage) => {
  const thread = await talk(["anna", "ben"], "Copy");
  const said = await home.say("ben", thread, "two lines\nand a link: https://example.org/");
  const anna = await stage.member(home, "anna");
  await anna.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await enter(anna, home, thread);
  await choose(anna, said, "copy");
  await anna.locator(".toast").waitFor();
  await anna.focus("#composer_body");
  await anna.keyboard.press("Control+V");
  assert.equal(await anna.inputValue("#composer_body"), "two lines\nand a link: https://example.org/");
  assertCalm(anna);
});

scene("a message goes on to other threads, found by their names", async (stage) => {
  const thread = await talk(["anna", "ben"], "From here");
  const [boat, garden] = [await talk(["anna", "cleo"], "The boat"), await talk(["anna", "cleo"], "The garden")];
  const form = new FormData();
  form.append("file", new Blob([png(64, 48)]), "lake.png");
  const { file } = await home.do("ben", "POST", "/api/files", form);
  const said = await home.do("ben", "POST", `/api/threads/${thread}/messages`, { body: "look", fileIds: [file.id] });
  const [anna, cleo] = [await stage.member(home, "anna"), await stage.member(home, "cleo")];
  await enter(anna, home, thread);
  await enter(cleo, home, boat);
  const come = await withheld(anna, "list_filter");
  await choose(anna, said.message, "forward");
  await anna.waitForURL(/\/forward$/, { waitUntil: "commit" });
  const shown = () => anna.locator(".choice:visible .choice__name").allInnerTexts();
  await anna.fill("#q", "garDÉN");
  assert.ok((await shown()).length > 2);
  come();
  await eventually(shown, ["The garden"]);
  await anna.getByLabel("The garden").check();
  await anna.fill("#q", "boat");
  await anna.keyboard.press("Enter");
  assert.deepEqual((await shown()).sort(), ["The boat", "The garden"], "what is chosen stays in sight");
  await anna.fill("#q", "nothing like it");
  await anna.locator(".choices__none").waitFor({ state: "hidden" });
  await anna.fill("#q", "boat");
  await anna.getByLabel("The boat").check();
  await anna.getByRole("button", { name: says("act-forward"), exact: true }).click();
  await anna.waitForURL(`${home.url}/`);
  await eventually(() => log(cleo), ["look"]);
  await cleo.locator(".messages__log .picture__image").waitFor();
  assert.deepEqual(await home.bodies("cleo", garden), ["look"]);
  for (const page of [anna, cleo]) assertCalm(page);
});

scene("a finger that stays on a message opens its menu; one that moves on does not", async (stage) => {
  const thread = await talk(["anna", "ben"], "Touch");
  const said = [];
  for (let n = 0; n < 12; n++) said.push(await home.say("ben", thread, `line ${n}`));
  const anna = await stage.member(home, "anna", PHONE);
  await enter(anna, home, thread);
  const session = await anna.context().newCDPSession(anna);
  const touch = (type, points) => session.send("Input.dispatchTouchEvent", { type, touchPoints: points });
  const { x, y, width, height } = await message(anna, said[9]).locator(".message__body").boundingBox();
  const point = { x: x + width / 2, y: y + height / 2 };
  const menu = anna.locator(".acts");

  await touch("touchStart", [point]);
  await touch("touchMove", [{ x: point.x, y: point.y - 40 }]);
  await anna.waitForTimeout(700);
  await touch("touchEnd", []);
  assert.equal(await menu.isVisible(), false, "somebody scrolls");

  const again = await message(anna, said[9]).locator(".message__body").boundingBox();
  await touch("touchStart", [{ x: again.x + 5, y: again.y + 8 }]);
  await menu.waitFor();
  await touch("touchEnd", []);
  await anna.waitForTimeout(300);
  assert.ok(await menu.isVisible(), "and it stays when the finger goes");
  const box = await menu.boundingBox();
  assert.equal(Math.round(box.y + box.height), PHONE.viewport.height, "where the thumb is");
  await anna.locator('.acts .emoji__button[value="😂"]').tap();
  await message(anna, said[9]).locator(".reaction").waitFor();

  // The quiet control is there to see, and large enough.
  const { width: wide, height: tall } = await more(anna, said[10]).boundingBox();
  assert.ok(wide >= 44 && tall >= 44);
  await more(anna, said[10]).tap();
  await menu.waitFor();
  await item(anna, "close").tap();
  await menu.waitFor({ state: "hidden" });
  assertCalm(anna);
});

scene("everything can be done with JavaScript off", async (stage) => {
  const thread = await talk(["anna", "ben"], "Plain");
  const other = await talk(["anna", "ben"], "Elsewhere");
  const question = await home.say("ben", thread, "who comes?");
  const page = await stage.member(home, "anna", { ...PHONE, javaScriptEnabled: false });
  const open = async ({ id }) => {
    await page.goto(`${home.url}/threads/${thread}`);
    await page.locator(`[data-id="${id}"] .message__more`).click();
  };
  // Answer.
  await open(question);
  await page.getByRole("link", { name: says("act-reply"), exact: true }).click();
  await page.locator(".context__excerpt", { hasText: "who comes?" }).waitFor();
  await page.locator(".context__cancel").click();
  assert.equal(await page.locator(".context").count(), 0);
  await open(question);
  await page.getByRole("link", { name: says("act-reply"), exact: true }).click();
  await page.fill("#composer_body", "I dod");
  await page.click(".composer__send");
  const answer = (await home.messages("anna", thread)).at(-1);
  assert.deepEqual([answer.body, answer.replyTo], ["I dod", question.id]);
  await page.locator(".quote__text", { hasText: "who comes?" }).click();
  await page.locator(`#message_${question.id}:target`).waitFor();
  // Other words.
  await open(answer);
  await page.getByRole("link", { name: says("act-edit"), exact: true }).click();
  assert.equal(await page.inputValue("#body"), "I dod");
  await page.fill("#body", "I do");
  await page.getByRole("button", { name: says("act-save") }).click();
  await page.locator(`#message_${answer.id}`, { hasText: "I do" }).waitFor();
  await open(answer);
  assert.deepEqual(await page.locator(".version__body").allInnerTexts(), ["I dod", "I do"]);
  // React: by a usual one, by any, and back by the chip.
  await open(question);
  await page.locator('.emoji__button[value="🙏"]').click();
  await open(question);
  await page.fill("#emoji", "🦔");
  await page.keyboard.press("Enter");
  await page.locator('.reaction[value="🦔"]').click();
  await eventually(async () => (await stored(thread, question)).reactions?.map(({ emoji }) => emoji), ["🙏"]);
  await open(question);
  await page.fill("#emoji", "nonsense");
  await page.keyboard.press("Enter");
  assert.match(await page.locator("[role=alert]").innerText(), /\w/);
  // Forward, with a search.
  await open(answer);
  await page.getByRole("link", { name: says("act-forward"), exact: true }).click();
  await page.fill("#q", "elsewh");
  await page.getByRole("button", { name: says("act-forward-find"), exact: true }).click();
  assert.deepEqual(await page.locator(".choice__name").allInnerTexts(), ["Elsewhere"]);
  await page.getByRole("button", { name: says("act-forward"), exact: true }).click();
  assert.match(await page.locator("[role=alert]").innerText(), /\w/);
  await page.getByLabel("Elsewhere").check();
  await page.getByRole("button", { name: says("act-forward"), exact: true }).click();
  await page.waitForURL(`${home.url}/threads/${other}`);
  assert.deepEqual(await log(page), ["I do"]);
  // Delete, after a question.
  await open(answer);
  await page.getByRole("link", { name: says("act-delete"), exact: true }).click();
  await page.getByRole("link", { name: says("act-keep") }).click();
  assert.equal((await stored(thread, answer)).body, "I do");
  await open(answer);
  await page.getByRole("link", { name: says("act-delete"), exact: true }).click();
  await page.getByRole("button", { name: says("act-delete"), exact: true }).click();
  await page.locator(`#message_${answer.id}.message--deleted`).waitFor();
  // A form that comes back is answered with 422, which Chromium itself writes to the console.
  assert.deepEqual(page.complaints.filter((complaint) => !complaint.includes("422")), []);
});

for (const [size, options] of Object.entries({ phone: PHONE, desk: DESK })) {
  for (const colorScheme of ["light", "dark"]) {
    scene(`menu, composer, notices and pages are without barriers: ${size}, ${colorScheme}`, async (stage) => {
      const thread = await talk(["anna", "ben"], "Barriers");
      const said = await home.say("anna", thread, "first words");
      await home.do("anna", "PATCH", `/api/messages/${said.id}`, { body: "better words" });
      for (const who of ["anna", "ben"]) await home.do(who, "PUT", `/api/messages/${said.id}/reactions/${encodeURIComponent("❤️")}`);
      const anna = await stage.member(home, "anna", { ...options, colorScheme });
      await enter(anna, home, thread);
      const found = [];
      const look = async (name) => {
        found.push(...(await barriers(anna)).map((barrier) => `${name}: ${barrier}`));
        if ((await overflow(anna)) > 0) found.push(`${name}: wider than the window`);
      };
      await openMenu(anna, said);
      await look("menu");
      await item(anna, "reply").click();
      await look("answering");
      await choose(anna, said, "edit");
      await anna.locator('.context[data-mode="edit"]').waitFor();
      await look("editing");
      await anna.keyboard.press("Escape");
      await choose(anna, said, "delete");
      await look("deleting");
      await anna.locator(".toast__undo").click();
      for (const page of ["", "/edit", "/delete", "/forward"]) {
        await anna.goto(`${home.url}/threads/${thread}/messages/${said.id}${page}`, { waitUntil: "networkidle" });
        await look(`page ${page}`);
      }
      assert.deepEqual(found, []);
      assertCalm(anna);
    });
  }
}

scene("all that a page runs is small", async (stage) => {
  const anna = await stage.member(home, "anna");
  await anna.waitForLoadState("networkidle");
  const scripts = await anna.evaluate(() => {
    const names = performance.getEntriesByType("resource").map(({ name }) => name);
    return names.filter((name) => name.endsWith(".js"));
  });
  assert.ok(scripts.length > 10);
  const sizes = await Promise.all(scripts.map(async (url) => gzipSync(await (await fetch(url)).text()).length));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  assert.ok(total < MOST_SCRIPT_BYTES, `${total} bytes`);
});
