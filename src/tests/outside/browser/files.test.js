// Files on their way from a composer: chosen in every way there is, seen and ordered before they go, and up
// whole over a line that breaks, a server that dies and a page that is loaded anew.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before } from "node:test";
import { barriers } from "../lib/barriers.js";
import { Home } from "../lib/home.js";
import { Line } from "../lib/line.js";
import { noise, png, turned } from "../lib/pictures.js";
import { assertCalm, enter, eventually, log, scene, signIn, withheld } from "../lib/stage.js";
import { says } from "../lib/words.js";

const MIB = 1024 * 1024;
const PATIENCE_MS = 60_000;
const MOST = 24 * MIB;

let home;
let folder;
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "hearth-films-"));
  home = await Home.of({}, { HEARTH_MAX_UPLOAD: String(MOST), HEARTH_MEMBER_QUOTA: "200M" });
});
after(async () => {
  await home?.close();
  await rm(folder, { recursive: true, force: true });
});

const picture = (name, colour) => ({ name, mimeType: "image/png", buffer: png(64, 48, colour) });
const film = (name, bytes) => ({ name, mimeType: "video/mp4", buffer: randomBytes(bytes) });

/** One so large that the browser takes it from the disk, as people's browsers do. */
async function long(name, bytes) {
  const file = path.join(folder, name);
  await writeFile(file, randomBytes(bytes));
  return file;
}

const pending = (page) => page.locator(".messages__outbox [data-state]");
const names = (page) => page.locator(".chosen__name").allTextContents();

async function begin(stage, title, options) {
  const thread = await home.thread(["anna", "ben"], title, { reuse: false });
  const anna = await stage.member(home, "anna", options);
  await enter(anna, home, thread);
  return { anna, thread };
}

async function choose(page, files) {
  await page.setInputFiles(".composer__input", files);
  await page.locator(".chosen").nth(files.length - 1).waitFor();
}

/** What the server keeps on the thread's newest message, by name and length. */
async function newest(thread) {
  const last = (await home.messages("ben", thread)).at(-1);
  return { body: last?.body, files: last?.attachments.map(({ name, size }) => `${name} ${size}`) };
}

async function content(file) {
  const headers = { Authorization: `Bearer ${await home.token("ben")}` };
  return Buffer.from(await (await fetch(`${home.url}${file.url}`, { headers })).arrayBuffer());
}

/** A transfer made in the page, as a drag or a paste brings it. */
const transfer = (page, files, texts = {}) =>
  page.evaluateHandle(
    ([files, texts]) => {
      const data = new DataTransfer();
      for (const [name, type, bytes] of files) data.items.add(new File([new Uint8Array(bytes)], name, { type }));
      for (const [type, text] of Object.entries(texts)) data.setData(type, text);
      return data;
    },
    [files.map(({ name, mimeType, buffer }) => [name, mimeType, [...buffer]]), texts],
  );

scene("what is chosen before the scripts have come is seen, and sent, once they have", async (stage) => {
  const { anna, thread } = await begin(stage, "Early");
  const come = await withheld(anna, "message_composer");
  await anna.reload({ waitUntil: "commit" });
  await anna.fill("#composer_body", "Before anything");
  await anna.setInputFiles(".composer__attach input", [picture("early.png", [200, 120, 90])]);
  await anna.setInputFiles(".composer__camera input", [picture("camera.png", [90, 120, 200])]);
  come();
  await anna.locator(".chosen").nth(1).waitFor();
  assert.deepEqual(await names(anna), ["early.png", "camera.png"]);
  await anna.press("#composer_body", "Enter");
  await eventually(async () => (await newest(thread)).files?.length, 2);
  assert.equal((await newest(thread)).body, "Before anything");
  assertCalm(anna);
});

scene("ten photos are seen, put in order by keys and by hand, and sent with their caption", async (stage) => {
  const { anna, thread } = await begin(stage, "Ten");
  const photos = Array.from({ length: 10 }, (_, n) => picture(`${n}.png`, [20 * n, 120, 90]));
  await choose(anna, photos);
  assert.equal(await anna.getAttribute("#composer_body", "placeholder"), says("composer-caption"));
  const face = (name) => anna.locator(".chosen", { hasText: name }).locator(".chosen__face");
  await face("2.png").focus();
  await anna.keyboard.press("ArrowLeft");
  await eventually(async () => (await names(anna)).slice(0, 4), ["0.png", "2.png", "1.png", "3.png"]);
  await eventually(async () => /2\.png.*2.*10/.test(await anna.locator(".tray__said").innerText()), true);
  await anna.keyboard.press("Home");
  await face("1.png").click();
  await anna.locator(".chosen", { hasText: "1.png" }).locator("[data-step='1']").click();
  await eventually(async () => (await names(anna)).slice(0, 4), ["2.png", "0.png", "3.png", "1.png"]);
  await face("4.png").focus();
  await anna.keyboard.press("Delete");
  await eventually(async () => (await names(anna)).length, 9);
  // By hand: the second over the first.
  const [first, second] = [await face("2.png").boundingBox(), await face("0.png").boundingBox()];
  await anna.mouse.move(second.x + 40, second.y + 50);
  await anna.mouse.down();
  await anna.mouse.move(first.x + 20, first.y + 50, { steps: 6 });
  await anna.mouse.up();
  await eventually(async () => (await names(anna)).slice(0, 2), ["0.png", "2.png"]);
  await anna.fill("#composer_body", "the lake");
  await anna.press("#composer_body", "Enter");
  await eventually(() => log(anna), ["the lake"], PATIENCE_MS);
  const order = ["0", "2", "3", "1", "5", "6", "7", "8", "9"].map((n) => `${n}.png`);
  const { files } = await newest(thread);
  assert.deepEqual(files.map((file) => file.split(" ")[0]), order);
  await eventually(() => pending(anna).count(), 0);
  await eventually(() => anna.locator(".composer__tray").isVisible(), false);
  // What was seen before it was sent stays in sight until the server's own can be.
  const shown = anna.locator(".messages__log .picture img");
  assert.ok((await shown.count()) >= order.length);
  await eventually(() => anna.locator(".messages__log .picture__own").count(), 0, PATIENCE_MS);
  assertCalm(anna);
});

scene("files are dropped and pasted, and text stays text", async (stage) => {
  const { anna, thread } = await begin(stage, "Dropped");
  const messages = anna.locator("message-list");
  const dragged = await transfer(anna, [picture("dropped.png")]);
  await messages.dispatchEvent("dragenter", { dataTransfer: dragged });
  // It is there only while something is held above it.
  const veil = async () => {
    await messages.dispatchEvent("dragover", { dataTransfer: dragged });
    return anna.evaluate(() => {
      const drop = document.querySelector(".drop");
      const [box, all] = [drop, document.querySelector(".conversation")].map((each) => JSON.stringify(each?.getBoundingClientRect()));
      return { covers: box === all, words: drop?.innerText ?? "" };
    });
  };
  await eventually(async () => (await veil()).covers, true);
  await eventually(async () => new RegExp(says("drop-title")).test((await veil()).words), true);
  await anna.evaluate(() => document.dispatchEvent(new DragEvent("dragleave")));
  await eventually(() => anna.locator(".drop").count(), 0);
  // Words that are dragged are nobody's file.
  await messages.dispatchEvent("dragover", { dataTransfer: await transfer(anna, [], { "text/plain": "hello" }) });
  assert.equal(await anna.locator(".drop").count(), 0);
  await messages.dispatchEvent("drop", { dataTransfer: dragged });
  await eventually(() => names(anna), ["dropped.png"]);

  const paste = async (place, data) =>
    anna.locator(place).evaluate((element, data) => {
      const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
      return element.dispatchEvent(event);
    }, data);
  assert.equal(await paste("body", await transfer(anna, [picture("pasted.png")])), false);
  await eventually(() => names(anna), ["dropped.png", "pasted.png"]);
  assert.equal(await paste("#composer_body", await transfer(anna, [], { "text/plain": "words" })), true);
  const table = { "text/plain": "1", "text/html": "<td>1</td>" };
  assert.equal(await paste("#composer_body", await transfer(anna, [picture("table.png")], table)), true);
  assert.deepEqual(await names(anna), ["dropped.png", "pasted.png"]);
  await anna.click(".composer__send");
  await eventually(async () => (await newest(thread)).files?.length, 2);
  assertCalm(anna);
});

scene("what cannot be sent says so before a byte has left, and the others go", async (stage) => {
  const { anna, thread } = await begin(stage, "Refused");
  let sent = 0;
  anna.on("request", (request) => request.url().includes("/api/uploads") && request.method() !== "OPTIONS" && (sent += 1));
  await choose(anna, [await long("film.mp4", MOST + 1)]);
  await choose(anna, [{ ...film("empty.pdf", 0), mimeType: "application/pdf" }, picture("lake.png")]);
  await eventually(() => anna.locator(".chosen").count(), 3);
  const notes = await anna.locator(".tray__note").allInnerTexts();
  assert.equal(notes.length, 2);
  assert.match(notes[0], /film\.mp4.*24 MB/);
  assert.match(notes[1], /empty\.pdf/);
  assert.deepEqual(await barriers(anna), []);
  assert.equal(sent, 0);
  await anna.fill("#composer_body", "only the lake");
  await anna.click(".composer__send");
  await eventually(async () => (await newest(thread)).body, "only the lake");
  assert.equal((await newest(thread)).files.length, 1);
  assert.deepEqual(await names(anna), ["film.mp4", "empty.pdf"]);
  for (const left of ["film.mp4", "empty.pdf"]) {
    await anna.locator(".chosen", { hasText: left }).locator(".chosen__remove").click();
  }
  assert.equal(await anna.locator(".composer__tray").isVisible(), false);
  assertCalm(anna);
});

scene("one file of several is left out on its way, then the whole message", async (stage) => {
  const { anna, thread } = await begin(stage, "Left out");
  // Nothing comes further until one has changed one's mind.
  let change;
  let changed;
  const hold = () => (changed = new Promise((done) => (change = done)));
  hold();
  await anna.route("**/api/uploads/*", async (route) => {
    if (route.request().method() === "PATCH") await changed;
    await route.continue().catch(() => {});
  });
  await choose(anna, [picture("keep.png"), film("drop.mp4", MIB), picture("keep too.png")]);
  await anna.fill("#composer_body", "two of three");
  await anna.click(".composer__send");
  const bubble = pending(anna).first();
  await bubble.locator(".document .sending__cancel").waitFor();
  assert.deepEqual(await barriers(anna), [], "on its way");
  // Words do not wait behind it for long; see the models. Here they come after it.
  await bubble.locator(".document .sending__cancel").click();
  change();
  await eventually(async () => (await newest(thread)).body, "two of three", PATIENCE_MS);
  assert.deepEqual((await newest(thread)).files.map((file) => file.split(".")[0]), ["keep", "keep too"]);

  hold();
  await choose(anna, [picture("a.png"), film("b.mp4", MIB)]);
  await anna.click(".composer__send");
  await anna.locator(".delivery__cancel").click();
  change();
  await eventually(() => pending(anna).count(), 0);
  await anna.waitForTimeout(3_000);
  assert.equal((await home.messages("ben", thread)).length, 1);
  assert.equal(await anna.evaluate(() => Object.keys(localStorage).filter((name) => name.includes("upload")).length), 0);
});

scene("a long file goes on where the line broke, the server died, and the page was loaded anew", async (stage) => {
  const thread = await home.thread(["anna", "ben"], "Long", { reuse: false });
  const line = await Line.to(home.port);
  const anna = await stage.window();
  await signIn(anna, { url: line.url }, "anna");
  await enter(anna, { url: line.url }, thread);
  const file = await long("long.mp4", 20 * MIB);
  await choose(anna, [file]);
  const before = line.sent;
  line.breaks = [before + 5 * MIB];
  const underWay = line.silent(before + 9 * MIB);
  await anna.fill("#composer_body", "the whole film");
  await anna.click(".composer__send");
  await underWay;
  assert.deepEqual(line.breaks, [], "it broke");
  await home.kill();
  const again = line.silent(before + 13 * MIB);
  await home.serve();
  await again;
  const ring = anna.locator(".sending__ring");
  await eventually(async () => Number(await ring.getAttribute("aria-valuenow")) > 20, true);
  await anna.reload();
  await anna.locator(".messages__outbox .document", { hasText: "long.mp4" }).waitFor();
  await eventually(async () => (await newest(thread)).body, "the whole film", PATIENCE_MS);
  const sent = line.sent - before;
  const [{ attachments }] = (await home.messages("ben", thread)).slice(-1);
  await line.close();
  assert.ok((await content(attachments[0])).equals(await readFile(file)), "every byte of it is there");
  assert.ok(sent < 1.9 * 20 * MIB, `${sent} bytes went up for ${20 * MIB}`);
});

scene("a file for which the device has no room is not copied: left too early it is chosen again, and goes on", async (stage) => {
  const thread = await home.thread(["anna", "ben"], "Away", { reuse: false });
  const line = await Line.to(home.port);
  const anna = await stage.window();
  // A telephone that is nearly full.
  await anna.context().addInitScript(() => (navigator.storage.estimate = async () => ({ quota: 9_000_000, usage: 8_000_000 })));
  await signIn(anna, { url: line.url }, "anna");
  await enter(anna, { url: line.url }, thread);
  const file = await long("away.mp4", 16 * MIB);
  await choose(anna, [file]);
  await eventually(() => anna.locator(".tray__note").allInnerTexts(), [says("tray-away", { name: "away.mp4" })]);
  const before = line.sent;
  line.breaks = [before + 3 * MIB];
  const silent = line.silent(before + 5 * MIB);
  await anna.fill("#composer_body", "kept open");
  await anna.click(".composer__send");
  await silent;
  const copied = await anna.evaluate(async () => {
    const done = (request) => new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
    const database = await done(indexedDB.open("hearth"));
    const [entry] = await done(database.transaction("outbox").objectStore("outbox").getAll());
    database.close();
    return entry.files[0] instanceof Blob;
  });
  assert.equal(copied, false);
  // From here on nothing passes, and the page asks whether it may be left.
  await anna.route("**/api/uploads/**", (route) => route.abort());
  const asked = [];
  anna.on("dialog", (dialog) => asked.push(dialog.type()) && dialog.accept());
  await anna.reload();
  assert.deepEqual(asked, ["beforeunload"]);
  const bubble = pending(anna);
  await eventually(() => bubble.getAttribute("data-state"), "refused");
  assert.equal(await bubble.locator(".delivery__reason").innerText(), says("tray-again", { name: "away.mp4" }));
  assert.equal(await bubble.locator(".delivery__retry").isVisible(), false);
  assert.deepEqual(await barriers(anna), []);
  const again = async (path) => {
    const [chooser] = await Promise.all([anna.waitForEvent("filechooser"), bubble.locator(".delivery__again").click()]);
    await chooser.setFiles(path);
  };
  await again(await long("other.mp4", MIB));
  await eventually(() => bubble.locator(".delivery__reason").innerText(), says("delivery-another", { name: "away.mp4" }));
  await anna.unroute("**/api/uploads/**");
  await again(file);
  await eventually(async () => (await newest(thread)).body, "kept open", PATIENCE_MS);
  const sent = line.sent - before;
  const [{ attachments }] = (await home.messages("ben", thread)).slice(-1);
  assert.ok((await content(attachments[0])).equals(await readFile(file)), "every byte of it is there");
  assert.ok(sent < 1.7 * 16 * MIB, `${sent} bytes went up for ${16 * MIB}`);
  // Nothing is held back any more.
  await anna.reload();
  await line.close();
  assert.deepEqual(asked, ["beforeunload"]);
});

scene("smaller pictures are smaller, and stand as they were held", async (stage) => {
  const { anna, thread } = await begin(stage, "Smaller");
  const photo = { name: "IMG 1.HELD.jpg", mimeType: "image/jpeg", buffer: await turned(anna, 2_200, 880) };
  await choose(anna, [photo, { name: "wild.png", mimeType: "image/png", buffer: noise(500, 400) }]);
  await anna.locator(".tray__sizes").waitFor();
  assert.ok(await anna.locator(".tray__radio[data-choice=whole]").isChecked(), "nobody asked for less");
  await anna.locator(".tray__radio[data-choice=smaller]").check();
  await eventually(async () => /\d/.test(await anna.locator(".tray__bytes").last().innerText()), true);
  await anna.click(".composer__send");
  await eventually(async () => (await newest(thread)).files?.length, 2);
  const [{ attachments }] = (await home.messages("ben", thread)).slice(-1);
  assert.deepEqual(attachments.map(({ name }) => name.split(".").slice(0, -1).join(".")), ["IMG 1.HELD", "wild"]);
  assert.ok(attachments[0].size < photo.buffer.length, `${attachments[0].size} of ${photo.buffer.length}`);
  assert.ok(attachments[1].size < 500_000, `${attachments[1].size}`);
  await eventually(async () => (await home.ask("ben", "GET", `/api/files/${attachments[0].id}/status`)).body.status, "ready", PATIENCE_MS);
  const [{ attachments: ready }] = (await home.messages("ben", thread)).slice(-1);
  const held = await anna.evaluate(async (url) => {
    const picture = await createImageBitmap(await (await fetch(url)).blob());
    return [picture.width, picture.height];
  }, ready[0].url);
  assert.deepEqual(held, [819, 2_048]);
  // It is remembered here.
  await choose(anna, [photo]);
  assert.ok(await anna.locator(".tray__radio[data-choice=smaller]").isChecked());
});

scene("one's own picture is in sight from the first moment on, and does not move", async (stage) => {
  const { anna, thread } = await begin(stage, "Own");
  await home.say("anna", thread, "here it comes");
  await eventually(() => log(anna), ["here it comes"]);
  // The server's own comes late.
  await anna.route("**/files/**", async (route) => {
    await new Promise((done) => setTimeout(done, 1_000));
    await route.continue().catch(() => {});
  });
  await choose(anna, [{ name: "lake.png", mimeType: "image/png", buffer: noise(400, 300) }]);
  await anna.evaluate(() => {
    window.seen = [];
    const look = () => {
      const images = [...document.querySelectorAll(".messages__outbox img, .messages__log img")];
      const shown = images.find((image) => image.checkVisibility() && image.complete && image.naturalWidth);
      const place = document.querySelector(".messages__outbox li:not([hidden]) .picture:not([hidden]), .messages__log .picture");
      const box = place?.getBoundingClientRect();
      window.seen.push([Boolean(shown), box ? `${Math.round(box.width)} x ${Math.round(box.height)} at ${Math.round(box.top)}` : ""]);
      requestAnimationFrame(look);
    };
    look();
  });
  await anna.click(".composer__send");
  await eventually(async () => (await newest(thread)).files.length, 1);
  await anna.locator(".messages__log .picture__own").waitFor();
  await anna.locator(".messages__log a.picture").waitFor();
  await eventually(() => anna.locator(".picture__own").count(), 0);
  assert.equal(await anna.locator(".messages__log img.picture__image").evaluate((image) => image.naturalWidth > 0), true);
  const seen = await anna.evaluate(() => window.seen);
  const first = seen.findIndex(([isSeen]) => isSeen);
  const after = seen.slice(first);
  assert.ok(after.length > 10 && after.every(([isSeen]) => isSeen), "it was never gone");
  // The tray goes while the bubble comes: a frame or two until the list has settled at its end.
  const places = [...new Set(after.slice(3).map(([, place]) => place))];
  assert.equal(places.length, 1, places.join(", "));
});

scene("what is too large with JavaScript off comes back with the words", async (stage) => {
  const thread = await home.thread(["anna", "ben"], "Plain", { reuse: false });
  const anna = await stage.member(home, "anna", { javaScriptEnabled: false });
  await anna.goto(`${home.url}/threads/${thread}`);
  await anna.fill("#composer_body", "a film of us");
  await anna.locator(".composer__input").first().setInputFiles(await long("plain.mp4", MOST + 2 * MIB));
  await anna.click(".composer__send");
  assert.match(await anna.locator(".composer__problem").innerText(), /\w/);
  assert.equal(await anna.inputValue("#composer_body"), "a film of us");
  await anna.locator(".composer__input").first().setInputFiles(picture("lake.png"));
  await anna.click(".composer__send");
  await eventually(async () => (await newest(thread)).files?.length, 1);
  assert.equal((await newest(thread)).body, "a film of us");
});
