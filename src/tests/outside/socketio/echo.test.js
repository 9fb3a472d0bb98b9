// Unmodified Laravel Echo over socket.io-client, and socket.io-client in a browser of a member's.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, afterEach, before, test } from "node:test";
import Echo from "laravel-echo";
import { chromium } from "playwright-core";
import { io } from "socket.io-client";
import { run } from "../lib/guide.js";
import { Home, PASSWORD } from "../lib/home.js";

const TIMEOUT = { timeout: 120_000 };
const SILENCE_MS = 1_000;

let home;
let thread;
let open = [];

before(async () => {
  home = await Home.of({ cleo: "Cleo" });
  thread = await home.thread(["anna", "ben"]);
});
afterEach(async () => {
  for (const end of open) await end();
  open = [];
});
after(() => home?.close());

async function echo(username, transports = ["polling", "websocket"]) {
  const echo = new Echo({
    broadcaster: "socket.io",
    client: io,
    host: home.url,
    forceNew: true,
    transports,
    auth: { headers: {} },
    bearerToken: await home.token(username),
  });
  open.push(() => echo.disconnect());
  return echo;
}

/** Resolves with what the last argument of `register` is called with. */
function called(register) {
  return new Promise((done) => void register(done));
}

/** Resolves once the server has dealt with what Echo has asked for so far. */
async function settled({ connector }) {
  await connector.socket.emitWithAck("unsubscribe", { channel: "nothing" });
}

for (const transports of [["polling"], ["websocket"], ["polling", "websocket"]]) {
  test(`Echo hears messages, whispers and who is here, by ${transports}`, TIMEOUT, async () => {
    const [ben, anna] = [await echo("ben", transports), await echo("anna", transports)];
    const rooms = [ben.private(`thread-${thread}`), anna.private(`thread-${thread}`)];
    await Promise.all([settled(ben), settled(anna)]);
    const messages = rooms.map((room) => called((done) => room.listen(".message:new", done)));
    await home.say("anna", thread, "Dinner");
    for (const { message } of await Promise.all(messages)) assert.equal(message.body, "Dinner");

    const typing = called((done) => rooms[0].listenForWhisper("typing", done));
    rooms[1].whisper("typing", { on: true });
    assert.deepEqual(await typing, { on: true });

    const here = await called((done) => ben.join(`thread-${thread}`).here(done));
    assert.deepEqual(here, [{ name: "Ben" }]);
    const joining = called((done) => ben.join(`thread-${thread}`).joining(done));
    anna.join(`thread-${thread}`);
    assert.deepEqual(await joining, { name: "Anna" });
    const leaving = called((done) => ben.join(`thread-${thread}`).leaving(done));
    anna.leave(`thread-${thread}`);
    assert.deepEqual(await leaving, { name: "Anna" });
  });
}

test("a channel without a kind and a member's own are heard as well", TIMEOUT, async () => {
  const ben = await echo("ben");
  const message = called((done) => ben.channel(`thread-${thread}`).listen(".message:new", done));
  const event = called((done) => ben.private(`user-${home.members.ben}`).listen(".thread:new", done));
  await settled(ben);
  await home.say("anna", thread, "Openly");
  assert.equal((await message).message.body, "Openly");
  const other = await home.thread(["anna", "ben"], "Another", { reuse: false });
  assert.equal((await event).thread.id, other);
});

test("Echo is told when a channel is not for it, and hears nothing there", TIMEOUT, async () => {
  const own = await home.thread(["anna"], "For Anna alone", { reuse: false });
  const ben = await echo("ben");
  const heard = [];
  for (const name of [`thread-${own}`, "thread-nobody", `user-${home.members.anna}`]) {
    const refused = called((done) => ben.connector.socket.once("subscription_error", (...all) => done(all)));
    ben.private(name).listen(".message:new", (event) => heard.push(event));
    assert.deepEqual(await refused, [`private-${name}`, 403]);
  }
  await home.say("anna", own, "Not for Ben");
  await new Promise((done) => setTimeout(done, SILENCE_MS));
  assert.deepEqual(heard, []);
});

test("Echo comes back to its channels after a restart", TIMEOUT, async () => {
  const ben = await echo("ben");
  const room = ben.private(`thread-${thread}`);
  await settled(ben);
  await home.stop();
  const back = called((done) => ben.connector.socket.io.once("reconnect", done));
  await home.serve();
  await back;
  await settled(ben);
  const message = called((done) => room.listen(".message:new", done));
  await home.say("anna", thread, "Here again");
  assert.equal((await message).message.body, "Here again");
});

test("the guide's program sees who is here and listens", TIMEOUT, async () => {
  const running = await run("live.md", "echo.mjs", { HEARTH: home.url, TOKEN: await home.token("ben"), THREAD: thread });
  open.push(() => running.end());
  await running.printed("here: Ben");
  await home.say("anna", thread, "Echoed");
  await running.printed("Anna: Echoed");
});

test("socket.io-client in a member's browser is let in by the cookie alone, and out by signing out", TIMEOUT, async () => {
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  open.push(() => browser.close());
  // The library is not ours, so the page's own policy would keep it out.
  const page = await (await browser.newContext({ bypassCSP: true })).newPage();
  const library = new URL("../node_modules/socket.io-client/dist/socket.io.min.js", import.meta.url);
  const source = await readFile(library, "utf8");
  const connect = (transports) =>
    page.evaluate(
      ({ transports }) =>
        new Promise((done) => {
          const socket = globalThis.io({ transports, forceNew: true });
          (globalThis.sockets ??= []).push(socket);
          socket.on("connect", () => done("let in"));
          socket.on("connect_error", ({ data, message }) => done(data?.error ?? message));
        }),
      { transports },
    );
  await page.goto(`${home.url}/login`);
  await page.evaluate(source);
  assert.equal(await connect(["polling"]), "UNAUTHENTICATED");
  await page.fill("[name=username]", "ben");
  await page.fill("[name=password]", PASSWORD);
  await Promise.all([page.waitForURL(`${home.url}/`), page.press("[name=password]", "Enter")]);
  await page.evaluate(source);
  for (const transports of [["polling"], ["websocket"], ["polling", "websocket"]]) {
    assert.equal(await connect(transports), "let in", transports);
    const answer = await page.evaluate((id) => globalThis.sockets.at(-1).emitWithAck("join", id), thread);
    assert.deepEqual(answer, { ok: true });
    await page.evaluate(() => {
      globalThis.heard = new Promise((hear) => globalThis.sockets.at(-1).once("message:new", hear));
    });
    await home.say("anna", thread, `Tea by ${transports}?`);
    const heard = await page.evaluate(() => globalThis.heard);
    assert.equal(heard.message.body, `Tea by ${transports}?`);
  }
  const reasons = await page.evaluate(async () => {
    const out = globalThis.sockets.map((socket) => new Promise((done) => socket.once("disconnect", done)));
    await fetch("/api/session", { method: "DELETE" });
    return Promise.all(out);
  });
  assert.deepEqual(new Set(reasons), new Set(["io server disconnect"]));
});
