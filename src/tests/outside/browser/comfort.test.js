// What a person chooses for themself: looks, keys and sounds, with and without JavaScript.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { barriers } from "../lib/barriers.js";
import { Home } from "../lib/home.js";
import { assertCalm, enter, eventually, hears, scene } from "../lib/stage.js";

let home;
before(async () => (home = await Home.of({ cleo: "Cleo", dora: "Dora", emil: "Emil", finn: "Finn" })));
after(() => home?.close());

const root = (page, name) => page.locator("html").getAttribute(`data-${name}`);
const focused = (page) => page.evaluate(() => document.activeElement.id);
const choose = (page, name, value) => page.click(`.segment:has([name="${name}"][value="${value}"])`);
const save = (page) => page.click("form.form button[type=submit]");

scene("looks are chosen with forms alone, and hold at the first paint on every device", async (stage) => {
  const plain = await stage.member(home, "cleo", { javaScriptEnabled: false });
  const size = () => plain.locator("body").evaluate((each) => parseFloat(getComputedStyle(each).fontSize));
  const before = await size();
  await plain.goto(`${home.url}/settings`);
  await plain.click("a[href$='/settings/appearance']");
  await choose(plain, "textSize", "huge");
  const sample = await plain.locator(".sample").evaluate((each) => parseFloat(getComputedStyle(each).fontSize));
  assert.ok(Math.abs(sample - before * 1.375) < 0.1, `the sample is ${sample} pixels, and ${before} became larger`);
  assert.equal(await size(), before, "nothing else changes before it is saved");
  await choose(plain, "theme", "dark");
  await choose(plain, "contrast", "more");
  await save(plain);
  await plain.locator("[role=status]").waitFor();
  assert.equal(await size(), before * 1.375);

  const other = await stage.member(home, "cleo");
  const painted = [];
  await other.exposeFunction("painted", (what) => painted.push(what));
  await other.addInitScript(() => {
    const look = () => {
      const { dataset } = document.documentElement;
      window.painted(`${dataset.text} ${dataset.theme} ${dataset.contrast}`);
    };
    new PerformanceObserver(look).observe({ type: "paint", buffered: true });
    new MutationObserver(look).observe(document, { attributes: true, attributeFilter: ["data-text", "data-theme"], subtree: true });
  });
  await other.goto(`${home.url}/`, { waitUntil: "networkidle" });
  assert.deepEqual([...new Set(painted)], ["huge dark more"], "it is never anything else");
});

scene("with less motion nothing glides, by choice or by the device's word", async (stage) => {
  const dora = await stage.member(home, "dora");
  await dora.goto(`${home.url}/threads/new`);
  const time = () => dora.locator(".button").first().evaluate((each) => getComputedStyle(each).transitionDuration);
  assert.notEqual(await time(), "0s");
  await dora.emulateMedia({ reducedMotion: "reduce" });
  assert.equal(await time(), "0s");
  await dora.emulateMedia({ reducedMotion: "no-preference" });
  await dora.goto(`${home.url}/settings/appearance`);
  await choose(dora, "motion", "less");
  await save(dora);
  await dora.locator("[role=status]").waitFor();
  assert.equal(await time(), "0s");

  // Down to the newest at once: no step between.
  const thread = await home.thread(["anna", "dora"], "Long");
  for (let n = 0; n < 40; n++) await home.say("anna", thread, `line ${n}\n\nand more of it`);
  await enter(dora, home, thread);
  const places = await dora.locator("message-list").evaluate(async (list) => {
    list.scrollBy({ top: -1500, behavior: "instant" });
    await new Promise((done) => setTimeout(done, 300));
    const seen = [];
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    document.querySelector(".jump").click();
    for (let n = 0; n < 10; n++) {
      seen.push(Math.round(list.scrollHeight - list.clientHeight - list.scrollTop));
      await frame();
    }
    return [...new Set(seen)];
  });
  assert.deepEqual(places, [0]);
});

scene("keys search, walk through the chats, lead back to writing, and show what they do", async (stage) => {
  const first = await home.thread(["anna", "ben"], "First");
  const second = await home.thread(["anna", "ben", "cleo"], "Second");
  await home.say("ben", first, "older");
  await home.say("ben", second, "newer");
  const anna = await stage.member(home, "anna");
  await enter(anna, home, second);

  await anna.keyboard.press("/");
  await eventually(() => focused(anna), "seek");
  assert.equal(await anna.inputValue("#seek"), "", "the key itself is not written");
  await anna.keyboard.press("Escape");
  await eventually(() => focused(anna), "composer_body");
  await anna.keyboard.type("really? yes/no");
  assert.equal(await anna.inputValue("#composer_body"), "really? yes/no", "in a field they are letters");
  assert.equal(await anna.locator("dialog").count(), 0);
  await anna.fill("#composer_body", "");

  await anna.keyboard.press("Alt+ArrowDown");
  await anna.waitForURL(`${home.url}/threads/${first}`);
  await anna.keyboard.press("Alt+ArrowUp");
  await anna.waitForURL(`${home.url}/threads/${second}`);

  await anna.locator("message-list").focus();
  await anna.keyboard.press("?");
  const sheet = anna.locator("dialog.sheet");
  await sheet.waitFor();
  assert.deepEqual(await barriers(anna), []);
  await anna.keyboard.press("/");
  assert.ok(await sheet.evaluate((each) => each.contains(document.activeElement)), "the page behind is out of reach");
  await anna.keyboard.press("Escape");
  await sheet.waitFor({ state: "hidden" });
  assert.equal(await anna.evaluate(() => document.activeElement.localName), "message-list", "back where one was");
  await anna.keyboard.press("?");
  await sheet.waitFor();
  await anna.mouse.click(5, 5);
  await sheet.waitFor({ state: "hidden" });
  await anna.keyboard.press("Escape");
  await eventually(() => focused(anna), "composer_body");
  assertCalm(anna);
});

scene("single keys do nothing for whoever turned them off, the others still do", async (stage) => {
  const thread = await home.thread(["anna", "emil"], "For Emil");
  await home.say("anna", await home.thread(["anna", "emil", "ben"]), "another");
  const emil = await stage.member(home, "emil");
  await emil.goto(`${home.url}/settings/chatting`);
  await emil.locator("[name=shortcuts]").uncheck();
  await choose(emil, "enter", "line");
  await save(emil);
  await emil.locator("[role=status]").waitFor();
  assert.equal(await root(emil, "shortcuts"), "off");
  assert.equal(await root(emil, "enter"), "line");
  await emil.goto(`${home.url}/threads/${thread}`);
  await emil.keyboard.press("?");
  await emil.keyboard.press("/");
  await emil.waitForTimeout(500);
  assert.equal(await emil.locator("dialog").count(), 0);
  assert.notEqual(await focused(emil), "seek");
  await emil.keyboard.press("Alt+ArrowUp");
  await emil.waitForURL((url) => url.pathname.startsWith("/threads/") && !url.pathname.endsWith(thread));
});

/** A window that counts its sounds instead of making them, and believes what it is told of the focus. */
async function listening(stage, username) {
  const page = await stage.member(home, username);
  await page.addInitScript(() => {
    window.sounds = 0;
    window.looked = true;
    document.hasFocus = () => window.looked;
    const node = { connect: (to) => to, start: () => {}, stop: () => {} };
    const ramp = () => {};
    const volume = { setValueAtTime: ramp, linearRampToValueAtTime: ramp, exponentialRampToValueAtTime: ramp };
    window.AudioContext = function () {
      return { state: "running", currentTime: 0, destination: {} };
    };
    window.OscillatorNode = function () {
      return { ...node, start: () => (window.sounds += 0.5) };
    };
    window.GainNode = function () {
      return { ...node, gain: volume };
    };
  });
  return page;
}

scene("a message that nobody sees coming is heard, once, and only then", async (stage) => {
  const open = await home.thread(["finn", "ben"], "Open");
  const other = await home.thread(["finn", "ben", "cleo"], "Other");
  const finn = await listening(stage, "finn");
  await enter(finn, home, open);
  // A browser lets only a page sound that was touched.
  await finn.click("#composer_body");
  const sounds = () => finn.evaluate(() => window.sounds);
  const arrives = async (thread, body) => {
    await home.say("ben", thread, body);
    await finn.locator(".row__last", { hasText: body }).waitFor();
    await finn.waitForTimeout(500);
  };
  const later = () => finn.waitForTimeout(2_200);

  await arrives(open, "while Finn looks");
  assert.equal(await sounds(), 0);
  await later();
  await finn.evaluate(() => (window.looked = false));
  await arrives(open, "while Finn looks away");
  assert.equal(await sounds(), 1);
  await arrives(other, "right after");
  assert.equal(await sounds(), 1, "not twice within two seconds");
  await later();
  await arrives(other, "in another chat");
  assert.equal(await sounds(), 2);
  await later();
  await home.say("finn", open, "Finn, from another device");
  await finn.locator(".row__last", { hasText: "from another device" }).waitFor();
  await finn.waitForTimeout(500);
  assert.equal(await sounds(), 2, "one's own is no news");
  await finn.locator(`.row[data-thread="${other}"]`).evaluate((row) => row.classList.add("row--muted"));
  await home.say("ben", other, "in a muted chat");
  await finn.waitForTimeout(250);
  await finn.locator(".row__last", { hasText: "in a muted chat" }).waitFor();
  await finn.waitForTimeout(500);
  assert.equal(await sounds(), 2, "a muted chat is silent");
  assertCalm(finn);
});

scene("who turned the sound off hears none", async (stage) => {
  const thread = await home.thread(["dora", "ben"], "Silent");
  const dora = await listening(stage, "dora");
  await dora.goto(`${home.url}/settings/chatting`);
  await dora.locator("[name=sound]").uncheck();
  await save(dora);
  await dora.locator("[role=status]").waitFor();
  const live = hears(dora, `thread-${thread}`);
  await dora.goto(`${home.url}/threads/${thread}`);
  await live;
  await dora.click("#composer_body");
  await dora.evaluate(() => (window.looked = false));
  await home.say("ben", thread, "psst");
  await dora.locator(".messages__log .message__body", { hasText: "psst" }).waitFor();
  await dora.waitForTimeout(500);
  assert.equal(await dora.evaluate(() => window.sounds), 0);
});

scene("what one keeps to oneself is said plainly, and kept", async (stage) => {
  const cleo = await stage.member(home, "cleo", { javaScriptEnabled: false });
  await cleo.goto(`${home.url}/settings/sharing`);
  await cleo.locator("[name=presence]").uncheck();
  await save(cleo);
  await cleo.locator("[role=status]").waitFor();
  assert.equal(await root(cleo, "shares"), "typing reading");
  assert.equal(await cleo.locator("[name=presence]").isChecked(), false);
  assert.equal(await cleo.locator("[name=typing]").isChecked(), true);
});
