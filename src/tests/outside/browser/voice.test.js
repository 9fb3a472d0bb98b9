// Speaking instead of writing, with Chromium's own beeping microphone, and hearing what was said.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { barriers } from "../lib/barriers.js";
import { Home } from "../lib/home.js";
import { assertCalm, enter, eventually, scene } from "../lib/stage.js";

const SPEAKS = { permissions: ["microphone"] };
const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
/** A file in the queue is looked at behind everything else. */
const PATIENCE_MS = 60_000;

let home;
before(async () => (home = await Home.of()));
after(() => home?.close());

/** A plain recording of so many seconds, made here. */
function wav(secs) {
  const rate = 8_000;
  const bytes = Buffer.alloc(44 + rate * secs * 2);
  bytes.write("RIFF", 0);
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.write("WAVEfmt ", 8);
  bytes.set([16, 0, 0, 0, 1, 0, 1, 0], 16);
  bytes.writeUInt32LE(rate, 24);
  bytes.writeUInt32LE(rate * 2, 28);
  bytes.set([2, 0, 16, 0], 32);
  bytes.write("data", 36);
  bytes.writeUInt32LE(rate * secs * 2, 40);
  for (let n = 0; n < rate * secs; n++) bytes.writeInt16LE(Math.round(9_000 * Math.sin(n / 4)), 44 + n * 2);
  return bytes;
}

async function voice(thread, name, secs) {
  const form = new FormData();
  form.append("file", new Blob([wav(secs)]), name);
  const { id } = (await home.do("ben", "POST", "/api/files", form)).file;
  await home.do("ben", "POST", `/api/threads/${thread}/messages`, { fileIds: [id] });
  const status = async () => (await home.do("ben", "GET", `/api/files/${id}/status`)).status;
  await eventually(status, "ready", PATIENCE_MS);
}

const pressed = (page, index) => page.locator(".sound__play").nth(index).getAttribute("aria-pressed");

scene("what is said is heard before it is sent, and then by the others", async (stage) => {
  const thread = await home.thread(["anna", "ben"], "Speaking");
  const [anna, ben] = [await stage.member(home, "anna", SPEAKS), await stage.member(home, "ben", PHONE)];
  for (const page of [anna, ben]) await enter(page, home, thread);
  await anna.locator(".composer__voice").focus();
  await anna.keyboard.press("Enter");
  await anna.locator('.voice[data-state="recording"]').waitFor();
  assert.deepEqual(await barriers(anna), []);
  await anna.locator(".voice__pause").click();
  await anna.locator('.voice[data-state="paused"]').waitFor();
  // What was heard until then is still to be shown.
  await anna.waitForTimeout(500);
  const time = () => anna.locator(".voice__time").innerText();
  const before = await time();
  await anna.waitForTimeout(1_100);
  assert.equal(await time(), before);
  await anna.locator(".voice__resume").click();
  await eventually(async () => (await time()) >= "0:02", true);
  await anna.locator(".voice__stop").click();
  await anna.locator(".voice__play").click();
  await anna.locator('.voice[data-state="heard"]').waitFor();
  await anna.locator(".voice__send").click();
  assert.equal(await anna.locator(".voice").count(), 0);
  const heard = ben.locator(".sound--voice");
  await heard.waitFor({ timeout: PATIENCE_MS });
  const ms = Number(await heard.getAttribute("data-ms"));
  assert.ok(ms > 1_500 && ms < 60_000, `${ms}`);
  await ben.locator(".sound__play").tap();
  await eventually(() => pressed(ben, 0), "true");
  await eventually(async () => Number(await ben.locator(".sound__seek").inputValue()) > 50, true);
  assert.deepEqual(await barriers(ben), []);
  for (const page of [anna, ben]) assertCalm(page);
});

scene("a microphone that is taken away leaves what was said", async (stage) => {
  const thread = await home.thread(["anna", "ben"], "Called away");
  const anna = await stage.member(home, "anna", SPEAKS);
  await anna.addInitScript(() => {
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (wanted) => (globalThis.microphone = await ask(wanted));
  });
  await enter(anna, home, thread);
  await anna.locator(".composer__voice").click();
  await eventually(async () => (await anna.locator(".voice__time").innerText()) >= "0:01", true);
  await anna.evaluate(() => globalThis.microphone.getTracks()[0].stop());
  await anna.locator('.voice[data-state="ready"]').waitFor();
  await anna.locator(".voice__send").click();
  await anna.locator(".messages__log .sound--voice").waitFor({ timeout: PATIENCE_MS });
  assertCalm(anna);
});

scene("escape and the bin leave nothing; held, it is sent when it is let go", async (stage) => {
  const thread = await home.thread(["anna", "ben"], "Held", { reuse: false });
  const anna = await stage.member(home, "anna", SPEAKS);
  await enter(anna, home, thread);
  const button = anna.locator(".composer__voice");
  await button.click();
  await anna.locator('.voice[data-state="recording"]').waitFor();
  await anna.keyboard.press("Escape");
  assert.equal(await anna.locator(".voice").count(), 0);
  assert.equal(await button.evaluate((each) => each === document.activeElement), true);
  await anna.waitForTimeout(700);
  const { x, y } = await button.boundingBox();
  const held = async () => {
    await anna.mouse.move(x + 20, y + 20);
    await anna.mouse.down();
    await anna.locator('.voice[data-state="held"]').waitFor();
    await anna.waitForTimeout(900);
  };
  await held();
  await anna.mouse.move(x - 150, y + 20, { steps: 4 });
  await anna.locator(".voice").waitFor({ state: "detached" });
  await anna.mouse.up();
  assert.deepEqual(await home.messages("anna", thread), []);
  await anna.waitForTimeout(700);
  await held();
  await anna.mouse.up();
  await eventually(async () => (await home.messages("anna", thread)).length, 1);
  assertCalm(anna);
});

scene("without a microphone, without leave and without https it says so in plain words", async (stage) => {
  const thread = await home.thread(["anna", "ben"]);
  const anna = await stage.member(home, "anna");
  await enter(anna, home, thread);
  const said = async () => {
    await anna.locator(".composer__voice").click();
    const words = await anna.locator(".voice__words").innerText();
    await anna.locator(".voice__understood").click();
    await anna.locator(".voice").waitFor({ state: "detached" });
    await anna.waitForTimeout(700);
    return words;
  };
  assert.match(await said(), /may not use the microphone/);
  await anna.evaluate(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", "NotFoundError"));
  });
  assert.match(await said(), /No microphone was found/);
  await anna.evaluate(() => Object.defineProperty(globalThis, "isSecureContext", { value: false, configurable: true }));
  assert.match(await said(), /only over https/);
});

scene("one sound at a time, by keys too, as fast as one likes, and the next one after it", async (stage) => {
  const thread = await home.thread(["anna", "ben"], "Hearing", { reuse: false });
  await voice(thread, "voice-2026-11-23-0931.wav", 8);
  await voice(thread, "song.wav", 12);
  await voice(thread, "voice-2026-11-23-0932.wav", 8);
  const anna = await stage.member(home, "anna");
  await enter(anna, home, thread);
  const sounds = anna.locator(".sound");
  assert.equal(await sounds.nth(0).locator(".saving__name").innerText(), "Voice message");
  assert.equal(await sounds.nth(1).locator(".saving__name").innerText(), "song.wav");
  // Its place is a slider, whether it was heard before or not, and what was wished for while the sound was
  // still on its way is what it begins with.
  const seek = sounds.nth(2).locator(".sound__seek");
  let come;
  const wait = new Promise((done) => (come = done));
  await anna.route("**/files/**", (route) => wait.then(() => route.continue()));
  await seek.focus();
  await anna.keyboard.press("End");
  await eventually(() => seek.getAttribute("aria-valuetext"), "0:08 of 0:08");
  await anna.keyboard.press("Home");
  const began = anna.waitForResponse("**/files/**");
  come();
  await began;
  await eventually(() => seek.getAttribute("aria-valuetext"), "0:00 of 0:08");
  await anna.waitForTimeout(500);
  assert.equal(await seek.getAttribute("aria-valuetext"), "0:00 of 0:08");
  await anna.unroute("**/files/**");
  const speed = sounds.nth(0).locator(".sound__speed");
  await speed.click();
  await speed.click();
  for (const at of [0, 1]) {
    await eventually(async () => /2×/.test(await sounds.nth(at).locator(".sound__speed").innerText()), true);
  }
  await sounds.nth(1).locator(".sound__play").click();
  await eventually(() => pressed(anna, 1), "true");
  await sounds.nth(0).locator(".sound__play").click();
  await eventually(() => pressed(anna, 0), "true");
  await eventually(() => pressed(anna, 1), "false");
  // After a voice the next voice, and no music.
  await eventually(() => pressed(anna, 2), "true");
  await eventually(() => pressed(anna, 0), "false");
  await eventually(() => pressed(anna, 2), "false");
  await anna.reload();
  await anna.locator(".sound__play").nth(1).click();
  await eventually(async () => /2×/.test(await speed.innerText()), true);
  assertCalm(anna);
});
