// Unmodified Laravel Echo over pusher-js, in both of its dialects, and pusher-js in a browser of a member's.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, afterEach, before, test } from "node:test";
import Echo from "laravel-echo";
import { chromium } from "playwright-core";
import Pusher from "pusher-js";
import { Home, PASSWORD } from "../lib/home.js";

const TIMEOUT = { timeout: 120_000 };

let home;
let keys;
let thread;
let open = [];

before(async () => {
  home = await Home.of();
  keys = JSON.parse(await home.run(["channels"]));
  thread = await home.thread(["anna", "ben"]);
});
afterEach(async () => {
  for (const end of open) await end();
  open = [];
});
after(() => home?.close());

async function echo(username, broadcaster) {
  const echo = new Echo({
    broadcaster,
    Pusher,
    key: keys.key,
    cluster: "",
    wsHost: "127.0.0.1",
    wsPort: home.port,
    forceTLS: false,
    enabledTransports: ["ws", "wss"],
    authEndpoint: `${home.url}/broadcasting/auth`,
    userAuthentication: { endpoint: `${home.url}/broadcasting/user-auth`, headers: {} },
    // Without one of its own each would use what the last one was given.
    auth: { headers: {} },
    bearerToken: await home.token(username),
  });
  open.push(() => echo.disconnect());
  return echo;
}

/** Resolves with what the last argument of `register` is called with. */
function called(register) {
  return new Promise((done, refuse) => register(done).error?.(refuse));
}

for (const broadcaster of ["pusher", "reverb"]) {
  test(`Echo hears messages, whispers and who is here, as ${broadcaster}`, TIMEOUT, async () => {
    const [ben, anna] = [await echo("ben", broadcaster), await echo("anna", broadcaster)];
    const room = ben.private(`thread-${thread}`);
    await called((done) => room.subscribed(done));
    const message = called((done) => room.listen(".message:new", done));
    await home.say("anna", thread, "Dinner");
    assert.equal((await message).message.body, "Dinner");

    const theirs = anna.private(`thread-${thread}`);
    await called((done) => theirs.subscribed(done));
    const typing = called((done) => room.listenForWhisper("typing", done));
    theirs.whisper("typing", { on: true });
    assert.deepEqual(await typing, { on: true });

    const here = await called((done) => ben.join(`thread-${thread}`).here(done));
    assert.deepEqual(here, [{ name: "Ben" }]);
    const joining = called((done) => ben.join(`thread-${thread}`).joining(done));
    anna.join(`thread-${thread}`);
    assert.deepEqual(await joining, { name: "Anna" });
  });
}

test("Echo is told when a channel is not for it", TIMEOUT, async () => {
  const own = await home.thread(["anna"], "For Anna alone", { reuse: false });
  const ben = await echo("ben", "pusher");
  const refused = await new Promise((done) => ben.private(`thread-${own}`).error(done));
  assert.equal(refused.status, 403);
});

test("pusher-js in a member's browser hears a thread by the cookie alone", TIMEOUT, async () => {
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  open.push(() => browser.close());
  // The library is not ours, so the page's own policy would keep it out.
  const page = await (await browser.newContext({ bypassCSP: true })).newPage();
  await page.goto(`${home.url}/login`);
  await page.fill("[name=username]", "ben");
  await page.fill("[name=password]", PASSWORD);
  await Promise.all([page.waitForURL(`${home.url}/`), page.press("[name=password]", "Enter")]);
  const library = new URL("../node_modules/pusher-js/dist/web/pusher.min.js", import.meta.url);
  await page.evaluate(await readFile(library, "utf8"));
  await page.evaluate(
    ({ key, port, thread }) =>
      new Promise((done, refuse) => {
        const pusher = new globalThis.Pusher(key, {
          cluster: "",
          wsHost: "127.0.0.1",
          wsPort: port,
          forceTLS: false,
          enabledTransports: ["ws", "wss"],
        });
        const channel = pusher.subscribe(`thread-${thread}`);
        channel.bind("pusher:subscription_succeeded", done);
        channel.bind("pusher:subscription_error", ({ status }) => refuse(new Error(status)));
        globalThis.heard = new Promise((hear) => channel.bind("message:new", hear));
      }),
    { key: keys.key, port: home.port, thread },
  );
  await home.say("anna", thread, "Tea?");
  const heard = await page.evaluate(() => globalThis.heard);
  assert.equal(heard.message.body, "Tea?");
});
