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
const PATIENCE_MS = 300_000;

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
async function filled(title, count, authors = ["ben", "ben", "ben", "anna", "anna"]) {
  const thread = await talk(title);
  await Promise.all(["anna", "ben"].map((who) => home.token(who)));
  let next = 0;
  const write = async () => {
    for (let n = next++; n < count; n = next++) {
      await home.say(authors[n % authors.length], thread, `line ${n}${" and some more".repeat(n % 11)}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, write));
  return { id: thread, order: (await home.messages("anna", thread)).map(({ id }) => id) };
}

async function talk(title) {
  const memberIds = [home.members.anna, home.members.ben];
  return (await home.do("anna", "POST", "/api/threads", { memberIds, title, reuse: false })).thread.id;
}

/** Notes with every frame which messages are there, and whether any of them is out of order, or there
    are more than there may be, or none in sight. */
async function watch(page) {
  await page.evaluate(() => {
    const list = document.querySelector("message-list");
    const noted = { seen: new Set(), most: 0, holes: 0, broken: [] };
    globalThis.noted = noted;
    const look = () => {
      const all = [...list.querySelectorAll(".messages__log .message")];
      const box = list.getBoundingClientRect();
      noted.most = Math.max(noted.most, all.length);
      let before = null;
      let inSight = 0;
      for (const one of all) {
        if (before && one.dataset.previous !== before) noted.broken.push(`${one.dataset.previous} is not ${before}`);
        before = one.dataset.id;
        noted.seen.add(before);
        const { top, bottom } = one.getBoundingClientRect();
        if (bottom > box.top && top < box.bottom) inSight += 1;
      }
      if (inSight === 0) noted.holes += 1;
      requestAnimationFrame(look);
    };
    look();
  });
}

const noted = (page) => page.evaluate(() => ({ ...noted, seen: [...noted.seen] }));

/** Every shift of what is in sight from now on. */
async function shiftsOf(page) {
  const session = await page.context().newCDPSession(page);
  const shifts = [];
  session.on("PerformanceTimeline.timelineEventAdded", ({ event }) => shifts.push(event.layoutShiftDetails.value));
  await session.send("PerformanceTimeline.enable", { eventTypes: ["layout-shift"] });
  // Those of the arrival are told first.
  await page.waitForTimeout(300);
  shifts.length = 0;
  return shifts;
}

/** Turns the wheel until something is so. */
async function wheel(page, deltaY, isThere, patienceMs = PATIENCE_MS) {
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

const list = (page) => page.locator("message-list");
const message = (page, id) => page.locator(`.messages__log [data-id="${id}"]`);
const shownIds = (page) =>
  page.locator(".messages__log .message").evaluateAll((all) => all.map((each) => each.dataset.id));
const beginsHere = (page) => () => page.locator(".messages__beginning").evaluate((each) => !each.inert && each.getBoundingClientRect().bottom > 0);
const endsHere = (page) => () =>
  list(page).evaluate((each) => !each.dataset.nextCursor && each.scrollHeight - each.scrollTop - each.clientHeight < 2);
const scrollBy = (page, top) => list(page).evaluate((each, top) => each.scrollBy({ top, behavior: "instant" }), top);
async function settled(page) {
  // What a page fetches after it is loaded, first of all the way back to a place, comes when it comes.
  await page.waitForLoadState("networkidle");
  await page.waitForTimeout(600);
}

/** Goes up by leaps until the end of what is shown is not the newest any more. */
async function farUp(page) {
  for (let turn = 0; turn < 60 && !(await list(page).evaluate((each) => each.dataset.nextCursor)); turn++) {
    await scrollBy(page, -4_000);
    await page.waitForTimeout(60);
  }
  await settled(page);
}

/** A message in sight and where it stands: the second, because the day and the name above the first of
    all are gone when another is above it. */
const place = (page) =>
  list(page).evaluate((each) => {
    const { top } = each.getBoundingClientRect();
    const all = [...each.querySelectorAll(".messages__log .message")];
    const at = all.findIndex((one) => one.getBoundingClientRect().bottom > top);
    const read = all[at + 1] ?? all[at];
    return { id: read.dataset.id, top: read.getBoundingClientRect().top - top };
  });

/** The first message of which anything is in sight. */
const first = (page) =>
  list(page).evaluate((each) => {
    const { top } = each.getBoundingClientRect();
    const all = [...each.querySelectorAll(".messages__log .message")];
    return all.find((one) => one.getBoundingClientRect().bottom > top).dataset.id;
  });

async function assertStays(page, before) {
  const now = { top: await top(page, before.id) };
  assert.ok(Math.abs(now.top - before.top) < STEADY_PX, `moved from ${before.top} to ${now.top}`);
}

const top = (page, id) =>
  message(page, id).evaluate((each) => {
    const { top } = each.closest("message-list").getBoundingClientRect();
    return each.getBoundingClientRect().top - top;
  });

/** One browser in two does not keep the place by itself: then it is done by us. */
async function withoutAnchors(page) {
  await page.addInitScript(() => (CSS.supports = () => false));
  await page.route("**/*.css", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${await response.text()}\n.messages{overflow-anchor:none}` });
  });
}

scene("to the very first of ten thousand and back: each once and in order, and the page stays small", async (stage) => {
  const anna = await stage.member(home, "anna");
  await enter(anna, home, long.id);
  await watch(anna);
  await wheel(anna, -3_000, beginsHere(anna));
  const up = await noted(anna);
  assert.equal((await shownIds(anna))[0], long.order[0]);
  assert.deepEqual(up.broken, []);
  assert.deepEqual(up.seen.sort(), [...long.order].sort());
  assert.ok(up.most <= MOST, `${up.most} in the page`);
  await anna.click(".jump");
  await eventually(endsHere(anna), true);
  assert.equal((await shownIds(anna)).at(-1), long.order.at(-1));
  const back = await noted(anna);
  assert.deepEqual(back.broken, []);
  assert.ok(back.most <= MOST, `${back.most} in the page`);
  assert.equal(back.holes, 0, "frames with nothing to read");
  assertCalm(anna);
}, PATIENCE_MS);

for (const anchors of [true, false]) {
  const by = anchors ? "the browser" : "us";

  scene(`what is loaded and taken away, up and down, moves nothing: kept by ${by}`, async (stage) => {
    const anna = await stage.member(home, "anna");
    if (!anchors) await withoutAnchors(anna);
    await anna.route("**/messages?*", async (route) => {
      await new Promise((done) => setTimeout(done, 250));
      await route.continue();
    });
    await enter(anna, home, middle.id);
    await watch(anna);
    const shifts = await shiftsOf(anna);
    for (const [edge, step, isThere] of [["fromStart", -1, beginsHere(anna)], ["fromEnd", 1, endsHere(anna)]]) {
      for (let leap = 0; leap < 60 && !(await isThere()); leap++) {
        // Close to the edge, a little before it or all the way, and then at rest while more arrives.
        await list(anna).evaluate((each, [edge, step, rest]) => {
          const left = edge === "fromStart" ? each.scrollTop : each.scrollHeight - each.scrollTop - each.clientHeight;
          each.scrollBy({ top: step * (left - Math.min(left, rest)), behavior: "instant" });
        }, [edge, step, [700, 40, 0][leap % 3]]);
        const isClose = leap % 3 > 0;
        await anna.waitForTimeout(120);
        const before = await place(anna);
        shifts.length = 0;
        await anna.waitForLoadState("networkidle");
        await settled(anna);
        await assertStays(anna, before);
        // So close, the day above the first message is seen to go.
        if (!isClose) assert.deepEqual(shifts, []);
      }
      assert.ok(await isThere(), edge);
    }
    const { seen, most, broken } = await noted(anna);
    assert.deepEqual(seen.sort(), [...middle.order].sort());
    assert.deepEqual(broken, []);
    assert.ok(most <= MOST, `${most} in the page`);
    assertCalm(anna);
  });

  scene(`pictures, letters and the window change and what is read stays: kept by ${by}`, async (stage) => {
    const thread = await talk(`Pictures ${by}`);
    for (let n = 0; n < 90; n++) {
      if (n % 3 === 0) await picture(thread, 200 + n, 300);
      else await home.say("ben", thread, `between pictures ${n} ${"and some words ".repeat(n % 9)}`);
    }
    const anna = await stage.member(home, "anna", { viewport: { width: 800, height: 700 } });
    if (!anchors) await withoutAnchors(anna);
    let late = 0;
    await anna.route("**/files/**", async (route) => {
      await new Promise((done) => setTimeout(done, 300 + 40 * late++));
      await route.continue();
    });
    await enter(anna, home, thread);
    await scrollBy(anna, -1_900);
    await anna.waitForTimeout(100);
    const start = await place(anna);
    await anna.waitForLoadState("networkidle");
    await settled(anna);
    await assertStays(anna, start);
    for (const change of [
      () => anna.setViewportSize({ width: 500, height: 700 }),
      () => anna.evaluate(() => (document.documentElement.style.fontSize = "130%")),
      () => anna.evaluate(() => (document.documentElement.style.fontSize = "")),
      () => anna.setViewportSize({ width: 1000, height: 700 }),
    ]) {
      const id = await first(anna);
      await change();
      await settled(anna);
      const { top, bottom } = await message(anna, id).evaluate((each) => each.getBoundingClientRect().toJSON());
      const box = await list(anna).boundingBox();
      assert.ok(bottom > box.y && top < box.y + box.height / 2, `${id} went to ${top}`);
    }
    // A keyboard comes from below and covers nothing: what was above it moves up.
    const lowest = () => list(anna).evaluate((each) => each.scrollTop + each.clientHeight);
    const before = await lowest();
    await anna.setViewportSize({ width: 1000, height: 400 });
    await settled(anna);
    assert.ok(Math.abs((await lowest()) - before) < STEADY_PX);
    await anna.click(".jump");
    await eventually(endsHere(anna), true);
    await anna.setViewportSize({ width: 1000, height: 700 });
    await settled(anna);
    assert.ok(await endsHere(anna)(), "the end stays the end");
  });
}

async function picture(thread, width, height) {
  const form = new FormData();
  form.append("file", new Blob([png(width, height)]), `${width}.png`);
  const { file } = await home.do("ben", "POST", "/api/files", form);
  await home.do("ben", "POST", `/api/threads/${thread}/messages`, { fileIds: [file.id] });
}

scene("who reads far up is not moved by what comes, is told how much it is, and finds all of it", async (stage) => {
  const { id: thread } = await filled("Far up", 420);
  const anna = await stage.member(home, "anna");
  await enter(anna, home, thread);
  await farUp(anna);
  const before = await place(anna);
  const shifts = await shiftsOf(anna);
  const said = [];
  for (let n = 0; n < 70; n++) said.push((await home.say("ben", thread, `news ${n}`)).id);
  // What changes far below is no news.
  await home.do("ben", "PATCH", `/api/messages/${said[3]}`, { body: "news 3, corrected" });
  await eventually(() => anna.locator(".jump__count").innerText(), "70");
  await assertStays(anna, before);
  // One more digit moves the arrow on the button, and nothing else.
  assert.deepEqual(shifts.filter((value) => value > 0.001), []);
  await anna.evaluate(() => (globalThis.samePage = true));
  await anna.click(".jump");
  await eventually(endsHere(anna), true);
  await eventually(async () => (await log(anna)).at(-1), "news 69");
  await anna.locator(".jump").waitFor({ state: "hidden" });
  await scrollBy(anna, -2_000);
  await eventually(async () => (await shownIds(anna)).filter((id) => said.includes(id)).length, 70);
  assert.ok((await log(anna)).includes("news 3, corrected"));
  // And what comes now comes live again.
  await scrollBy(anna, 9_000);
  await home.say("ben", thread, "last of all");
  await eventually(async () => (await log(anna)).at(-1), "last of all");
  assert.ok(await anna.evaluate(() => globalThis.samePage), "without another page");
  assertCalm(anna);
});

scene("what one sends from far up leads to the newest, with it at the end", async (stage) => {
  const { id: thread } = await filled("Sending", 420);
  const anna = await stage.member(home, "anna");
  await enter(anna, home, thread);
  await farUp(anna);
  await anna.evaluate(() => (globalThis.samePage = true));
  await write(anna, "from far up");
  await eventually(async () => (await log(anna)).at(-1), "from far up");
  await eventually(endsHere(anna), true);
  assert.ok(await anna.evaluate(() => globalThis.samePage), "without another page");
  assert.equal((await home.bodies("anna", thread)).at(-1), "from far up");
  assertCalm(anna);
});

scene("a quote leads to its original far away, and Back leads to where one was", async (stage) => {
  const { id: thread, order } = await filled("Quotes", 600);
  const original = order[40];
  await home.do("ben", "POST", `/api/threads/${thread}/messages`, { body: "about that", replyTo: original });
  for (let n = 0; n < 8; n++) await home.say("ben", thread, `and then ${n}`);
  const anna = await stage.member(home, "anna");
  await enter(anna, home, thread);
  await anna.evaluate(() => (globalThis.samePage = true));
  await scrollBy(anna, -150);
  await settled(anna);
  const before = await place(anna);
  const isFound = async () => {
    await message(anna, original).and(anna.locator(":target")).waitFor();
    const box = await list(anna).boundingBox();
    const { y } = await message(anna, original).boundingBox();
    assert.ok(y >= box.y && y < box.y + box.height * 0.6, `the original stands at ${y}`);
  };
  await anna.click(`.messages__log .quote[data-message="${original}"]`);
  await isFound();
  assert.match(anna.url(), new RegExp(`around=${original}#message_${original}$`));
  await settled(anna);
  await scrollBy(anna, 300);
  await settled(anna);
  const there = await place(anna);
  await anna.goBack();
  await settled(anna);
  await assertStays(anna, before);
  await anna.goForward();
  await settled(anna);
  await assertStays(anna, there);
  assert.ok(await anna.evaluate(() => globalThis.samePage), "without another page");
  // The same through a page that is loaded anew, and through others.
  await anna.reload();
  await settled(anna);
  await assertStays(anna, there);
  await anna.goto(`${home.url}/settings`);
  await anna.goBack();
  await settled(anna);
  await assertStays(anna, there);
  await anna.goBack();
  await settled(anna);
  await assertStays(anna, before);
  // From a found message to the newest, and the address says so.
  await anna.goForward();
  await settled(anna);
  await anna.click(".jump");
  await eventually(endsHere(anna), true);
  assert.equal(anna.url(), `${home.url}/threads/${thread}`);
  assertCalm(anna);
});

scene("a link to a message opens there, and older and newer ones load around it", async (stage) => {
  const anna = await stage.member(home, "anna");
  const id = middle.order[350];
  await anna.goto(`${home.url}/threads/${middle.id}?around=${id}#message_${id}`);
  await message(anna, id).and(anna.locator(":target")).waitFor();
  await settled(anna);
  const before = await place(anna);
  const ids = await shownIds(anna);
  const at = middle.order.indexOf(ids[0]);
  assert.deepEqual(ids, middle.order.slice(at, at + ids.length));
  assert.ok(ids.indexOf(id) > 0 && ids.length >= 50);
  await assertStays(anna, before);
  // The newest is not here; who reloads stays all the same.
  await scrollBy(anna, -200);
  await settled(anna);
  const up = await place(anna);
  await anna.reload();
  await settled(anna);
  await assertStays(anna, up);
  assertCalm(anna);
});

scene("a page that cannot be had says so, can be asked for again, and comes by itself with the line", async (stage) => {
  const anna = await stage.member(home, "anna");
  await enter(anna, home, middle.id);
  let tries = 0;
  const broken = (route) => {
    tries += 1;
    return route.abort();
  };
  await anna.route("**/messages?*", broken);
  await scrollBy(anna, -9_000);
  const trouble = anna.locator(".messages__more--earlier .messages__trouble");
  await trouble.waitFor();
  const asked = tries;
  await anna.click(".messages__more--earlier a");
  await eventually(() => tries > asked, true);
  await trouble.waitFor();
  assert.equal((await shownIds(anna)).length, 50);
  await anna.unroute("**/messages?*", broken);
  await eventually(async () => (await shownIds(anna)).length > 50, true);
  await trouble.waitFor({ state: "hidden" });
});

scene("searching in the page finds what is there and leads nowhere else", async (stage) => {
  const anna = await stage.member(home, "anna");
  await enter(anna, home, middle.id);
  await scrollBy(anna, -2_500);
  await settled(anna);
  const ids = await shownIds(anna);
  const wanted = ids[ids.length - 10];
  const words = (await message(anna, wanted).locator(".message__body").innerText()).slice(0, 9);
  await anna.evaluate(() => getSelection().collapse(document.body, 0));
  assert.ok(await anna.evaluate((words) => find(words), words));
  await settled(anna);
  const found = await place(anna);
  const url = anna.url();
  await anna.waitForTimeout(1_000);
  await assertStays(anna, found);
  assert.equal(anna.url(), url);
  assert.match(await anna.evaluate(() => getSelection().toString()), /line/);
  assertCalm(anna);
});

scene("a long message unfolds where it stands, and folds back into sight", async (stage) => {
  const thread = await talk("Long");
  for (let n = 0; n < 30; n++) await home.say("ben", thread, `before ${n}`);
  const { id } = await home.say("ben", thread, Array.from({ length: 150 }, (_, n) => `verse ${n}`).join("\n"));
  await home.say("ben", thread, "after");
  const anna = await stage.member(home, "anna");
  await enter(anna, home, thread);
  const toggle = message(anna, id).locator("summary");
  await eventually(endsHere(anna), true);
  const box = async () => (await message(anna, id).boundingBox()).y;
  const before = await box();
  await toggle.evaluate((each) => each.click());
  await settled(anna);
  assert.ok(Math.abs((await box()) - before) < STEADY_PX, `from ${before} to ${await box()}`);
  await toggle.evaluate((each) => each.scrollIntoView({ block: "end" }));
  await settled(anna);
  assert.ok((await box()) < 0, "its beginning is far above");
  await toggle.click();
  await settled(anna);
  const { y } = await list(anna).boundingBox();
  assert.ok((await box()) > y - STEADY_PX, "and comes back");
  assertCalm(anna);
});

scene("a few new messages that are more than a screen open at the first of them", async (stage) => {
  const { id: thread, order } = await filled("A few long ones", 12, ["ben"]);
  for (let n = 0; n < 6; n++) await home.say("ben", thread, "much to tell ".repeat(30));
  await home.do("anna", "POST", `/api/threads/${thread}/read`, { messageId: order.at(-1) });
  const anna = await stage.member(home, "anna", { viewport: { width: 360, height: 740 } });
  await enter(anna, home, thread);
  await settled(anna);
  const line = await anna.locator("[data-line]").evaluate((each) => {
    return each.getBoundingClientRect().top - each.closest("message-list").getBoundingClientRect().top;
  });
  assert.ok(line >= 0 && line < 100, `${line}`);
  assertCalm(anna);
});

scene("what one has read on the way is where one goes on the next time", async (stage) => {
  const { id: thread, order } = await filled("On the way", 260, ["ben"]);
  await home.do("anna", "POST", `/api/threads/${thread}/read`, { messageId: order[20] });
  const anna = await stage.member(home, "anna");
  await enter(anna, home, thread);
  await anna.bringToFront();
  const read = anna.waitForRequest((request) => request.url().endsWith("/read") && request.method() === "POST");
  await scrollBy(anna, 1_500);
  await read;
  await settled(anna);
  const passed = order.indexOf((await place(anna)).id);
  assert.ok(passed > 25);
  const unread = async () => {
    const { threads } = await home.do("anna", "GET", "/api/threads");
    return threads.find(({ id }) => id === thread).unreadCount;
  };
  await eventually(async () => (await unread()) < order.length - passed, true);
  await enter(anna, home, thread);
  const first = await anna.locator("[data-line] > .message").getAttribute("data-id");
  assert.ok(order.indexOf(first) > passed, `${order.indexOf(first)} is not after ${passed}`);
  assert.ok(order.indexOf(first) < order.length - 100, "and what was not seen is not read");
});
