// A long history in both directions: every message once and in order, nothing jumps, the page stays
// small, and every way there leads back.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { Home } from "../lib/home.js";
import { png } from "../lib/pictures.js";
import { assertCalm, enter, eventually, log, scene, write } from "../lib/stage.js";

const LONG = 10_000;
const MIDDLE = 700;
const MOST = 300;
const AT_ONCE = 32;
/** Scrolling goes by whole pixels, heights do not. */
const STEADY_PX = 2;

let home;
let long;
let middle;
before(async () => {
  home = await Home.of();
  long = await filled("Ten thousand", LONG);
  middle = await filled("Hundreds", MIDDLE);
});
after(() => home?.close());

/** A thread of its own; `order` has the ids as the server keeps them. */
async function filled(title, count) {
  const thread = await talk(title);
  await Promise.all(["anna", "ben"].map((who) => home.token(who)));
  let next = 0;
  const write = async () => {
    for (let n = next++; n < count; n = next++) {
      await home.say(n % 5 < 3 ? "ben" : "anna", thread, `line ${n}${" and some more".repeat(n % 11)}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, write));
  return { id: thread, order: (await home.messages("anna", thread)).map(({ id }) => id) };
}

async function talk(title) {
  const memberIds = [home.members.anna, home.members.ben];
  return (await home.do("anna", "POST", "/api/threads", { memberIds, title, reuse: false })).thread.id;
}

/** Notes with every frame which messages are there and which are in sight, and whether anything there
    was out of order, twice, or more than there may be; and every shift of what is in sight. */
async function watch(page) {
  const session = await page.context().newCDPSession(page);
  page.shifts = [];
  session.on("PerformanceTimeline.timelineEventAdded", ({ event }) => page.shifts.push(event.layoutShiftDetails));
  await session.send("PerformanceTimeline.enable", { eventTypes: ["layout-shift"] });
  await page.waitForTimeout(300);
  page.shifts.length = 0;
  await page.evaluate(() => {
    const list = document.querySelector("message-list");
    const noted = { seen: new Set(), most: 0, holes: 0, broken: [] };
    globalThis.noted = noted;
    const look = () => {
      const all = [...list.querySelectorAll(".messages__log .message")];
      const box = list.getBoundingClientRect();
      noted.most = Math.max(noted.most, all.length);
      let before = null;
      let shown = 0;
      for (const one of all) {
        if (before && one.dataset.previous !== before) noted.broken.push(`${one.dataset.previous} is not ${before}`);
        before = one.dataset.id;
        const { top, bottom } = one.getBoundingClientRect();
        if (bottom <= box.top || top >= box.bottom) continue;
        noted.seen.add(before);
        shown += 1;
      }
      if (shown === 0) noted.holes += 1;
      requestAnimationFrame(look);
    };
    look();
  });
}

const noted = (page) => page.evaluate(() => ({ ...noted, seen: [...noted.seen] }));

/** Turns the wheel until something is so. */
async function wheel(page, deltaY, isThere, patienceMs = 100_000) {
  const { x, y, width, height } = await page.locator("message-list").boundingBox();
  await page.mouse.move(x + width / 2, y + height / 2);
  const until = Date.now() + patienceMs;
  for (let turn = 0; ; turn++) {
    await page.mouse.wheel(0, deltaY);
    if (turn % 8) continue;
    if (await isThere()) return;
    assert.ok(Date.now() < until, "never got there");
  }
}

const beginning = (page) => () =>
  page.locator(".messages__beginning").evaluate((each) => each.checkVisibility() && each.getBoundingClientRect().top > 0);
const atEnd = (page) => () => page.evaluate(() => {
  const list = document.querySelector("message-list");
  const last = [...list.querySelectorAll(".messages__log .message")].at(-1);
  return !list.dataset.nextCursor && last.getBoundingClientRect().bottom <= list.getBoundingClientRect().bottom;
});

/** The first message in sight and where it stands. */
const place = (page) =>
  page.evaluate(() => {
    const list = document.querySelector("message-list");
    const { top } = list.getBoundingClientRect();
    const all = [...list.querySelectorAll(".messages__log .message")];
    const first = all.find((one) => one.getBoundingClientRect().bottom > top);
    return { id: first.dataset.id, top: first.getBoundingClientRect().top - top };
  });

function assertSteady(now, before) {
  assert.equal(now.id, before.id);
  assert.ok(Math.abs(now.top - before.top) < STEADY_PX, `moved from ${before.top} to ${now.top}`);
}

const scrollBy = (page, top) =>
  page.locator("message-list").evaluate((each, top) => each.scrollBy({ top, behavior: "instant" }), top);
const settled = (page) => page.waitForTimeout(600);
const shownIds = (page) =>
  page.locator(".messages__log .message").evaluateAll((all) => all.map((each) => each.dataset.id));
const top = (page, id) =>
  page.locator(`[data-id="${id}"]`).evaluate((each) => {
    const list = each.closest("message-list").getBoundingClientRect();
    return each.getBoundingClientRect().top - list.top;
  });

scene("to the very first of ten thousand and back: each once, in order, nothing shifts, the page stays small", async (stage) => {
  const anna = await stage.member(home, "anna");
  await enter(anna, home, long.id);
  await watch(anna);
  await wheel(anna, -1_400, beginning(anna));
  const up = await noted(anna);
  assert.equal((await shownIds(anna))[0], long.order[0]);
  assert.deepEqual(up.broken, []);
  assert.ok(up.most <= MOST, `${up.most} in the page`);
  // A wheel at that speed passes some between two frames; pages cannot be left out, `broken` would tell.
  assert.ok(up.seen.length > LONG * 0.6, `${up.seen.length} seen`);
  await anna.click(".jump");
  await eventually(atEnd(anna), true);
  assert.equal((await shownIds(anna)).at(-1), long.order.at(-1));
  const back = await noted(anna);
  assert.deepEqual(back.broken, []);
  assert.ok(back.most <= MOST, `${back.most} in the page`);
  assert.equal(back.holes, 0, "frames with nothing to read");
  assert.deepEqual(anna.shifts.map(({ value }) => value), []);
  assertCalm(anna);
});

scene("read page by page, up and down again, not one is missed", async (stage) => {
  const anna = await stage.member(home, "anna");
  await enter(anna, home, middle.id);
  await watch(anna);
  const walk = async (step, isThere) => {
    for (let turn = 0; turn < 400 && !(await isThere()); turn++) {
      await scrollBy(anna, step);
      await anna.waitForTimeout(40);
    }
  };
  await walk(-500, beginning(anna));
  assert.deepEqual((await noted(anna)).seen.sort(), [...middle.order].sort());
  await anna.evaluate(() => noted.seen.clear());
  await walk(500, atEnd(anna));
  const { seen, most, broken } = await noted(anna);
  assert.deepEqual(seen.sort(), [...middle.order].sort());
  assert.deepEqual(broken, []);
  assert.ok(most <= MOST, `${most} in the page`);
  assert.deepEqual(anna.shifts.map(({ value }) => value), []);
  assertCalm(anna);
});
