// Looking at pictures: by mouse, by keys, by fingers, and back again.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { barriers } from "../lib/barriers.js";
import { Home } from "../lib/home.js";
import { noise, png } from "../lib/pictures.js";
import { assertCalm, enter, eventually, scene } from "../lib/stage.js";

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

let home;
let talk;
before(async () => {
  home = await Home.of();
  talk = await home.thread(["anna", "ben"], "Lake");
  const colours = [[200, 90, 40], [40, 120, 200], [60, 150, 90]];
  const files = [];
  for (const [index, colour] of colours.entries()) files.push(await upload(`lake-${index + 1}.png`, png(900, 600, colour)));
  // Large enough to come in a middle size first.
  files.push(await upload("far.png", noise(1900, 300)));
  const body = "Four from the lake";
  await home.do("ben", "POST", `/api/threads/${talk}/messages`, { body, fileIds: files });
});
after(() => home?.close());

async function upload(name, content) {
  const form = new FormData();
  form.append("file", new Blob([content], { type: "image/png" }), name);
  const { id } = (await home.do("ben", "POST", "/api/files", form)).file;
  const status = async () => (await home.do("ben", "GET", `/api/files/${id}/status`)).status;
  await eventually(status, "ready", 60_000);
  return id;
}

const pictures = (page) => page.locator(".messages__log .picture");
const count = (page) => page.locator(".viewer__count").innerText();
const isOpen = (page) => page.locator(".viewer").isVisible();
const scale = (page) =>
  page.locator('.slide[data-side="0"] .slide__image').evaluate((image) => new DOMMatrix(getComputedStyle(image).transform).a);

async function open(page, index) {
  await pictures(page).nth(index).click();
  await page.locator(".viewer").waitFor();
  await page.locator('.slide[data-side="0"]:not([data-state="coming"])').waitFor();
}

scene("keys lead through the pictures, nearer and away, and the focus returns", async (stage) => {
  const anna = await stage.member(home, "anna", { viewport: { width: 1100, height: 800 }, reducedMotion: "reduce" });
  const asked = [];
  anna.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await enter(anna, home, talk);
  await pictures(anna).nth(1).focus();
  await anna.keyboard.press("Enter");
  await anna.locator(".viewer").waitFor();
  assert.equal(await count(anna), "2 of 4");
  assert.match(await anna.locator(".viewer__caption").innerText(), /Four from the lake/);
  assert.equal(await anna.locator(".viewer__author").innerText(), "Ben");
  assert.match(await anna.locator(".viewer [role=status]").textContent(), /2 of 4.*lake-2\.png/);
  await anna.keyboard.press("ArrowRight");
  await eventually(() => count(anna), "3 of 4");
  await anna.keyboard.press("ArrowLeft");
  await anna.keyboard.press("Home");
  await eventually(() => count(anna), "1 of 4");
  assert.equal(await anna.locator(".viewer__step--back").isDisabled(), true);
  await anna.keyboard.press("End");
  await eventually(() => count(anna), "4 of 4");
  await anna.locator('.slide[data-side="0"]:not([data-state="coming"])').waitFor();
  // The whole of it comes once somebody looks closer, and not before.
  const whole = (path) => /^\/files\/[^/]+$/.test(path);
  const far = await pictures(anna).nth(3).getAttribute("data-attachment");
  assert.ok(asked.includes(`/files/${far}/medium`), asked.join(" "));
  assert.ok(!asked.some((path) => whole(path) && path.includes(far)));
  await anna.keyboard.press("+");
  assert.ok((await scale(anna)) > 1.4);
  await eventually(async () => asked.some((path) => whole(path) && path.includes(far)), true);
  await anna.keyboard.press("0");
  assert.equal(await scale(anna), 1);
  assert.deepEqual(await barriers(anna), []);
  await anna.keyboard.press("Escape");
  await eventually(() => isOpen(anna), false);
  // It is told that it closed a moment after nobody sees it any more.
  await eventually(() => anna.evaluate(() => document.activeElement.dataset.attachment), far);
  assert.equal(await anna.evaluate(() => history.state?.isViewing ?? false), false);
  assertCalm(anna);
});

scene("to either end by a key, as fast as one likes", async (stage) => {
  const anna = await stage.member(home, "anna", { viewport: { width: 1100, height: 800 } });
  await enter(anna, home, talk);
  await open(anna, 1);
  // All in one go: no picture is there yet when the next key is pressed.
  const press = (...keys) =>
    anna.locator(".viewer__stage").evaluate((stage, all) => {
      for (const key of all) stage.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    }, keys);
  const shown = () => anna.locator('.slide[data-side="0"] img').getAttribute("alt");
  for (const [keys, at, name] of [
    [["ArrowRight", "Home"], 1, "lake-1.png"],
    [["ArrowRight", "End"], 4, "far.png"],
    [["Home", "ArrowRight"], 2, "lake-2.png"],
    [["ArrowLeft", "Home", "Home"], 1, "lake-1.png"],
    [["End", "End", "ArrowRight"], 4, "far.png"],
    [["End", "ArrowLeft", "ArrowLeft"], 2, "lake-2.png"],
  ]) {
    await press(...keys);
    await eventually(() => count(anna), `${at} of 4`);
    assert.equal(await shown(), name, keys.join(" "));
    await eventually(() => anna.locator(".viewer__track").evaluate((track) => track.getAnimations().length), 0);
    assert.equal(await count(anna), `${at} of 4`, keys.join(" "));
  }
  assertCalm(anna);
});

scene("a mouse turns, zooms where it points, drags, and a press beside closes", async (stage) => {
  const anna = await stage.member(home, "anna", { viewport: { width: 1100, height: 800 }, colorScheme: "dark" });
  await enter(anna, home, talk);
  await open(anna, 0);
  await anna.locator(".viewer__step--on").click();
  await eventually(() => count(anna), "2 of 4");
  await anna.mouse.dblclick(400, 400);
  await eventually(async () => (await scale(anna)) > 2, true);
  const place = () => anna.locator('.slide[data-side="0"] img').evaluate((image) => new DOMMatrix(getComputedStyle(image).transform).e);
  await anna.waitForTimeout(300);
  const before = await place();
  await anna.mouse.move(400, 400);
  await anna.mouse.down();
  await anna.mouse.move(340, 400, { steps: 4 });
  await anna.mouse.up();
  assert.ok((await place()) < before - 30);
  await anna.mouse.wheel(0, 2_000);
  await eventually(() => scale(anna), 1);
  assert.deepEqual(await barriers(anna), []);
  await anna.mouse.click(550, 780);
  await eventually(() => isOpen(anna), false);
  assertCalm(anna);
});

scene("fingers swipe, pinch and pull away; the telephone's Back closes", async (stage) => {
  const anna = await stage.member(home, "anna", PHONE);
  await enter(anna, home, talk);
  const touch = await anna.context().newCDPSession(anna);
  const at = (type, ...points) => touch.send("Input.dispatchTouchEvent", { type, touchPoints: points.map(([x, y, id = 0]) => ({ x, y, id })) });
  const drag = async (from, to) => {
    await at("touchStart", from);
    for (let step = 1; step <= 5; step++) {
      await at("touchMove", [0, 1].map((axis) => from[axis] + ((to[axis] - from[axis]) * step) / 5));
      await anna.waitForTimeout(16);
    }
    await at("touchEnd");
  };
  await open(anna, 0);
  await drag([300, 400], [60, 410]);
  await eventually(() => count(anna), "2 of 4");
  await drag([60, 400], [300, 390]);
  await eventually(() => count(anna), "1 of 4");
  await anna.waitForTimeout(400);
  await at("touchStart", [160, 370, 0], [200, 370, 1]);
  for (const apart of [20, 40, 80]) await at("touchMove", [160 - apart, 370, 0], [200 + apart, 370, 1]);
  await at("touchEnd");
  await eventually(async () => (await scale(anna)) > 2, true);
  // What is near is dragged about, not turned.
  await drag([300, 400], [60, 400]);
  assert.equal(await count(anna), "1 of 4");
  // Not by a finger: a tap that comes upon a finger's last movement only ends that, and how long a busy
  // machine takes the movement to last nobody knows.
  await anna.locator(".viewer__zoom").click();
  await eventually(() => scale(anna), 1);
  await drag([180, 300], [185, 600]);
  await eventually(() => isOpen(anna), false);
  await open(anna, 2);
  await anna.goBack();
  await eventually(() => isOpen(anna), false);
  assert.ok(anna.url().includes(`/threads/${talk}`));
  assertCalm(anna);
});

scene("a swipe and a pull that are given up glide back, and whoever swipes on has it at once", async (stage) => {
  for (const reducedMotion of ["no-preference", "reduce"]) {
    const anna = await stage.member(home, "anna", { reducedMotion });
    await enter(anna, home, talk);
    await open(anna, 0);
    const track = anna.locator(".viewer__track");
    const gliding = [];
    await anna.exposeFunction("lifted", (count) => void gliding.push(count));
    await track.evaluate((element) => addEventListener("pointerup", () => globalThis.lifted(element.getAnimations().length)));
    const place = () =>
      track.evaluate((element) => {
        const { e, f } = new DOMMatrix(getComputedStyle(element).transform);
        return [e, f];
      });
    for (const [x, y] of [[-40, 0], [0, 40]]) {
      await anna.mouse.move(500, 400);
      await anna.mouse.down();
      await anna.mouse.move(500 + x, 400 + y, { steps: 4 });
      assert.deepEqual(await place(), [x, y]);
      // Nobody throws it.
      await anna.waitForTimeout(150);
      await anna.mouse.up();
      await eventually(place, [0, 0]);
    }
    assert.deepEqual(gliding, reducedMotion === "reduce" ? [0, 0] : [1, 1]);
    assert.equal(await count(anna), "1 of 4");
    await track.evaluate((element) => {
      // Slow enough to be caught on its way.
      element.animate = (steps) => Element.prototype.animate.call(element, steps, 60_000);
    });
    for (const x of [-40, -30]) {
      await anna.mouse.move(500, 400);
      await anna.mouse.down();
      await anna.mouse.move(500 + x, 400, { steps: 4 });
      assert.deepEqual(await place(), [x, 0]);
      await anna.waitForTimeout(150);
      await anna.mouse.up();
    }
    await anna.keyboard.press("Escape");
    await eventually(() => isOpen(anna), false);
    assertCalm(anna);
  }
});

scene("the gallery opens the same, with the way to where it was said", async (stage) => {
  const anna = await stage.member(home, "anna");
  await anna.goto(`${home.url}/gallery`);
  await anna.locator(".tile__way").nth(1).click();
  await anna.locator(".viewer").waitFor();
  assert.equal(await count(anna), "2 of 4");
  assert.match(await anna.locator(".viewer__caption").innerText(), /Four from the lake/);
  assert.deepEqual(await barriers(anna), []);
  await anna.locator(".viewer__place").click();
  await anna.waitForURL(/\/threads\//);
  // Back leads to the gallery, and not to one press that does nothing.
  await anna.goBack();
  await anna.waitForURL(/\/gallery$/);
  assert.equal(await isOpen(anna), false);
  assertCalm(anna);
});

scene("one goes on to pictures beyond those that the page holds, to both ends, and stops where the line is down", async (stage) => {
  const thread = await home.thread(["anna", "ben"], "Long ago", { reuse: false });
  const colours = [[90, 90, 200], [200, 90, 90], [90, 200, 90], [200, 200, 90], [90, 200, 200], [200, 90, 200]];
  const said = [];
  for (const [index, colour] of colours.entries()) {
    const file = await upload(`${index + 1}.png`, png(300, 200, colour));
    const { message } = await home.do("ben", "POST", `/api/threads/${thread}/messages`, { body: "", fileIds: [file] });
    said.push(message.id);
    for (let words = 0; words < 60; words++) await home.say("ben", thread, `${index} ${words}`);
  }
  const anna = await stage.member(home, "anna", { reducedMotion: "reduce" });
  await anna.goto(`${home.url}/threads/${thread}?around=${said[2]}`);
  const name = async () => (await anna.locator(".viewer [role=status]").textContent()).split(" · ").at(-1);
  await anna.locator(`[data-id="${said[2]}"] .picture`).click();
  await eventually(name, "3.png");
  assert.ok((await pictures(anna).count()) < colours.length, "the control");
  for (const expected of ["2.png", "1.png"]) {
    await anna.keyboard.press("ArrowLeft");
    await eventually(name, expected);
    assert.equal(await anna.locator('.slide[data-side="0"] img').getAttribute("alt"), expected);
  }
  await eventually(() => anna.locator(".viewer__step--back").isDisabled(), true);
  // Older than what is loaded: the way to where it was said leads there.
  assert.ok((await anna.locator(".viewer__place").getAttribute("href")).includes(said[0]));
  for (const expected of ["2.png", "3.png", "4.png", "5.png", "6.png"]) {
    await anna.keyboard.press("ArrowRight");
    await eventually(name, expected);
  }
  // Both ends are known now.
  await eventually(() => count(anna), "6 of 6");
  assert.equal(await anna.locator(".viewer__step--on").isDisabled(), true);
  await anna.keyboard.press("ArrowRight");
  assert.equal(await name(), "6.png");
  await anna.keyboard.press("Escape");
  await eventually(() => isOpen(anna), false);
  assertCalm(anna);

  await anna.context().route("**/gallery?**", (route) => route.abort());
  // Counted where it is asked: the browser tells us of it only later.
  await anna.addInitScript(() => {
    const { fetch } = window;
    window.asking = 0;
    window.fetch = async (url, ...rest) => {
      const by = String(url).includes("/gallery?") ? 1 : 0;
      window.asking += by;
      try {
        return await fetch(url, ...rest);
      } finally {
        window.asking -= by;
      }
    };
  });
  await anna.goto(`${home.url}/threads/${thread}?around=${said[2]}`);
  await anna.locator(`[data-id="${said[2]}"] .picture`).click();
  await eventually(name, "3.png");
  const isIdle = () => eventually(() => anna.evaluate(() => window.asking), 0);
  for (let step = 0; step < 4; step++) await anna.keyboard.press("ArrowLeft");
  await isIdle();
  // The page may have held one more by then.
  const end = Number.parseInt(await name(), 10);
  assert.ok([2, 3].includes(end), `${end}.png`);
  await anna.keyboard.press("ArrowLeft");
  await isIdle();
  assert.equal(await name(), `${end}.png`);
  // It goes on by itself once there is a line again.
  await anna.context().unrouteAll();
  await anna.keyboard.press("ArrowLeft");
  await eventually(name, `${end - 1}.png`);
});
