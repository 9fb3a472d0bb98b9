// A page that loads, and a conversation that goes on, stay where they are while somebody reads.
import assert from "node:assert/strict";
import http from "node:http";
import { after, before } from "node:test";
import { Home } from "../lib/home.js";
import { png } from "../lib/pictures.js";
import { enter, eventually, scene, write } from "../lib/stage.js";

const SHAPES = [[640, 480], [480, 640], [1200, 300], [300, 900], [64, 64], [2000, 1500]];

let home;
let thread;
before(async () => {
  home = await Home.of();
  thread = await home.thread(["anna", "ben"], "Photos");
  const photos = [];
  for (let round = 0; round < 4; round++) {
    for (const [width, height] of SHAPES) {
      await home.say("ben", thread, `photo of ${width} by ${height}, round ${round}: ${"words ".repeat(round * 20)}`);
      photos.push(await photo(width, height));
    }
  }
  // Without this a busy machine has no picture to show yet.
  for (const id of photos) {
    await eventually(async () => (await home.do("ben", "GET", `/api/files/${id}/status`)).status, "ready");
  }
});
after(() => home?.close());

async function photo(width, height) {
  const form = new FormData();
  form.append("file", new Blob([png(width, height, [width % 256, height % 256, 90])]), `${width}x${height}.png`);
  const { file } = await home.do("ben", "POST", "/api/files", form);
  await home.do("ben", "POST", `/api/threads/${thread}/messages`, { fileIds: [file.id] });
  return file.id;
}

/** Notes every shift from now on; asked of the browser itself, because a page without JavaScript cannot say. */
async function watch(page) {
  const session = await page.context().newCDPSession(page);
  page.shifts = [];
  session.on("PerformanceTimeline.timelineEventAdded", ({ event }) => page.shifts.push(event.layoutShiftDetails));
  await session.send("PerformanceTimeline.enable", { eventTypes: ["layout-shift"] });
}

async function shifts(page) {
  await page.waitForLoadState("networkidle");
  await page.waitForTimeout(300);
  return page.shifts;
}

/** Pictures come late and one by one, as over a slow line. */
async function slowPictures(page) {
  let late = 0;
  await page.route("**/files/**", async (route) => {
    await new Promise((done) => setTimeout(done, 100 + 60 * late++));
    await route.continue();
  });
}

for (const viewport of [{ width: 360, height: 740 }, { width: 1440, height: 900 }]) {
  for (const javaScriptEnabled of [true, false]) {
    const with_ = javaScriptEnabled ? "with" : "without";

    scene(`a thread with photos loads without a shift: ${viewport.width} px, ${with_} JavaScript`, async (stage) => {
      const anna = await stage.member(home, "anna", { viewport, javaScriptEnabled });
      await slowPictures(anna);
      await watch(anna);
      let seen = 0;
      for (const place of [`/threads/${thread}`, "/", "/settings"]) {
        await anna.goto(`${home.url}${place}`);
        assert.deepEqual(await shifts(anna), [], place);
        seen += await anna.locator(".picture__image").evaluateAll((all) => all.filter((each) => each.naturalWidth).length);
      }
      assert.ok(seen >= 3, "pictures were really there");
    });
  }
}

/** A Hearth whose pages come as far as a mark, and the rest of them much later. */
async function inTwoParts(mark) {
  let halved = 0;
  const server = http.createServer(async (request, response) => {
    const { cookie = "" } = request.headers;
    const answer = await fetch(`${home.url}${request.url}`, { headers: { cookie }, redirect: "manual" });
    const body = Buffer.from(await answer.arrayBuffer());
    const type = answer.headers.get("content-type") ?? "text/plain";
    response.writeHead(answer.status, { "content-type": type });
    const at = type.startsWith("text/html") ? body.indexOf(mark) : -1;
    if (at < 0) return response.end(body);
    halved += 1;
    response.write(body.subarray(0, at));
    await new Promise((done) => setTimeout(done, 1_500));
    response.end(body.subarray(at));
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    halved: () => halved,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

scene("what was read of a page does not move when the rest of it comes", async (stage) => {
  for (const mark of ['<div class="composer__buttons"', '<button class="composer__send', "<textarea", '<li class="messages__item']) {
    const slow = await inTwoParts(mark);
    const anna = await stage.member(home, "anna", { viewport: { width: 360, height: 740 } });
    await watch(anna);
    try {
      await anna.goto(`${slow.url}/threads/${thread}`);
      await anna.waitForTimeout(300);
    } finally {
      slow.close();
    }
    assert.deepEqual(anna.shifts, [], mark);
    assert.equal(slow.halved(), 1, mark);
    assert.equal(await anna.locator(".composer__body").isVisible(), true);
  }
});

scene("reading further up stays where it is while others write and send photos", async (stage) => {
  const anna = await stage.member(home, "anna");
  await enter(anna, home, thread);
  await anna.waitForLoadState("networkidle");
  const list = anna.locator("message-list");
  await list.evaluate((each) => each.scrollBy({ top: -1500, behavior: "instant" }));
  await anna.waitForTimeout(500);
  const place = () =>
    list.evaluate((each) => {
      const top = each.getBoundingClientRect().top;
      const first = [...each.querySelectorAll(".message")].find((one) => one.getBoundingClientRect().bottom > top);
      return { id: first.id, top: first.getBoundingClientRect().top };
    });
  const before = await place();
  for (let n = 0; n < 3; n++) {
    await home.say("ben", thread, `further down ${n}`);
    await photo(500, 400);
  }
  await anna.locator(".message__body", { hasText: "further down 2" }).waitFor({ state: "attached" });
  await anna.waitForTimeout(500);
  const now = await place();
  assert.equal(now.id, before.id);
  // Scrolling goes by whole pixels, heights do not.
  assert.ok(Math.abs(now.top - before.top) < 2, `moved from ${before.top} to ${now.top}`);
});

scene("who reads the newest message sees the next one without scrolling", async (stage) => {
  const anna = await stage.member(home, "anna");
  await enter(anna, home, thread);
  await anna.locator("message-list").evaluate((each) => each.scrollTo({ top: each.scrollHeight, behavior: "instant" }));
  for (let n = 0; n < 3; n++) {
    await home.say("ben", thread, `newest ${n}`);
    const last = anna.locator(".message__body", { hasText: `newest ${n}` });
    await last.waitFor();
    await anna.waitForTimeout(300);
    assert.ok(await last.evaluate((each) => each.getBoundingClientRect().bottom <= innerHeight), "it is in the window");
  }
});

scene("what is on its way stands where it will stand, below oneself and below others", async (stage) => {
  const talk = await home.thread(["anna", "ben"], "On its way", { reuse: false });
  const anna = await stage.member(home, "anna");
  await home.say("anna", talk, "mine before");
  await enter(anna, home, talk);
  const place = (where, body) => {
    const bubble = anna.locator(`${where} .message__bubble`, { hasText: body });
    return bubble.evaluate((each) => each.getBoundingClientRect().toJSON());
  };
  await anna.route("**/messages", async (route) => {
    await new Promise((done) => setTimeout(done, 700));
    await route.continue();
  });
  for (const body of ["below mine", "below yours"]) {
    await write(anna, body);
    await anna.waitForTimeout(400);
    const before = await place(".messages__outbox", body);
    await anna.locator(".messages__log .message__bubble", { hasText: body }).waitFor();
    await anna.waitForTimeout(300);
    assert.deepEqual(await place(".messages__log", body), before, body);
    await home.say("ben", talk, "yours");
    await anna.locator(".messages__log .message__bubble", { hasText: "yours" }).first().waitFor();
  }
});
