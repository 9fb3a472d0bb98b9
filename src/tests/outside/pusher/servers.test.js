// Unmodified server libraries against the HTTP side: Node and Python, and what their clients hear of it.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, afterEach, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { NO_PYTHON, PYTHON, Running, run } from "../lib/guide.js";
import { Home } from "../lib/home.js";
import { heard, next, pusherJs, restOf, subscribed } from "../lib/pusher_js.js";

const TIMEOUT = { timeout: 120_000 };
const FROM_PYTHON = { ...TIMEOUT, skip: NO_PYTHON };

let home;
let keys;
let thread;
let rest;
let open = [];

before(async () => {
  home = await Home.of();
  keys = JSON.parse(await home.run(["channels"]));
  thread = await home.thread(["anna", "ben"]);
  rest = restOf(home, keys);
});
afterEach(() => {
  for (const each of open) each.end();
  open = [];
});
after(() => home?.close());

async function client(username) {
  const pusher = pusherJs(home, keys.key, await home.token(username));
  open.push(pusher);
  return pusher;
}

/** A client that has shown who it is, so that names without a signature are open to it. */
async function signedIn(username) {
  const pusher = await client(username);
  pusher.signin();
  await subscribed(pusher, `private-thread-${thread}`);
  return pusher;
}

function environment() {
  return { HEARTH: home.url, APP_ID: keys.appId, KEY: keys.key, SECRET: keys.secret };
}

async function statusOf(promise) {
  const error = await promise.then(() => assert.fail("it was let in"), (error) => error);
  return error.status;
}

test("tell.mjs of the guide is heard, and is told who listens", TIMEOUT, async () => {
  const doorbell = await subscribed(await signedIn("ben"), "doorbell");
  const rang = next(doorbell, "rang");
  const running = await run("live.md", "tell.mjs", environment());
  open.push(running);
  assert.deepEqual(await rang, { at: "the garden gate" });
  const occupied = `"doorbell":{"subscription_count":1}`;
  await running.printed(`{"channels":{${occupied},"private-thread-${thread}":{"subscription_count":1}}}`);
});

test("the library for Node triggers, batches, asks and sends away", TIMEOUT, async () => {
  const [ben, anna] = [await signedIn("ben"), await signedIn("anna")];
  const [own, others] = [await subscribed(ben, "lights"), await subscribed(anna, "lights")];
  const all = heard(own);
  const last = Promise.all([own, others].map((channel) => next(channel, "three")));
  await rest.trigger(["lights", "doorbell"], "one", { on: true }, { socket_id: ben.connection.socket_id });
  await rest.triggerBatch([
    { channel: "lights", name: "two", data: { on: false } },
    { channel: "lights", name: "three", data: "plain" },
  ]);
  assert.deepEqual(await last, ["plain", "plain"]);
  assert.deepEqual(all.filter(([event]) => !event.startsWith("pusher:")), [["two", { on: false }], ["three", "plain"]]);

  const presence = await subscribed(ben, `presence-thread-${thread}`);
  assert.equal(presence.members.count, 1);
  const users = await rest.get({ path: `/channels/presence-thread-${thread}/users` });
  assert.deepEqual(await users.json(), { users: [{ id: home.members.ben }] });
  assert.equal(await statusOf(rest.get({ path: "/channels/lights/users" })), 400);
  assert.equal(await statusOf(rest.trigger(`thread-${thread}`, "message:new", {})), 403);
  const stranger = restOf(home, { ...keys, secret: "0".repeat(40) });
  assert.equal(await statusOf(stranger.trigger("lights", "x", {})), 401);

  const greeting = new Promise((done) => ben.user.bind("hello", done));
  await subscribedToOneself(ben);
  await rest.sendToUser(home.members.ben, "hello", { you: "there" });
  assert.deepEqual(await greeting, { you: "there" });
  const gone = new Promise((done) => ben.connection.bind("disconnected", done));
  await rest.terminateUserConnections(home.members.ben);
  await gone;
});

/** The library subscribes to the user's own channel by itself once the sign-in has come through. */
async function subscribedToOneself(pusher) {
  await pusher.user.signinDonePromise;
  while (!pusher.user.serverToUserChannel?.subscribed) await new Promise((done) => setTimeout(done, 20));
}

test("the library for Python sends a member away and nobody else, and they may come again", FROM_PYTHON, async () => {
  const [ben, anna] = [await signedIn("ben"), await signedIn("anna")];
  const doorbell = await subscribed(anna, "doorbell");
  const gone = new Promise((done) => ben.connection.bind("disconnected", done));
  const program = fileURLToPath(new URL("send_away.py", import.meta.url));
  const { stdout } = await promisify(execFile)(PYTHON, [program, home.members.ben], { env: environment() });
  assert.equal(stdout, "{}\n");
  await gone;
  assert.equal(ben.connection.state, "disconnected", "it tries again by itself");
  // Had Anna been sent away as well, she would not hear it.
  const rang = next(doorbell, "rang");
  await rest.trigger("doorbell", "rang", { at: "the back door" });
  assert.deepEqual(await rang, { at: "the back door" });
  await signedIn("ben");
});

test("tell.py of the guide is heard", FROM_PYTHON, async () => {
  const doorbell = await subscribed(await signedIn("ben"), "doorbell");
  const rang = next(doorbell, "rang");
  const running = await run("live.md", "tell.py", environment());
  open.push(running);
  assert.deepEqual(await rang, { at: "the front door" });
  const counts = `'doorbell': {'subscription_count': 1}`;
  await running.printed(`{'channels': {${counts}, 'private-thread-${thread}': {'subscription_count': 1}}}`);
});

test("Pysher hears a thread by its signature, no other, and is back after a restart", FROM_PYTHON, async () => {
  const listener = new Running(PYTHON, [new URL("listen.py", import.meta.url).pathname], {
    ...environment(),
    TOKEN: await home.token("ben"),
    THREAD: thread,
    OTHER: await home.thread(["anna"], "Not Ben's", { reuse: false }),
  });
  open.push(listener);
  await listener.printed("listening");
  await listener.printed("refused 401");
  await home.say("anna", thread, "Soup is ready");
  await listener.printed("Anna: Soup is ready");
  listener.lines.length = 0;
  await home.stop();
  await home.serve();
  await listener.printed("listening");
  await home.say("anna", thread, "Soup is cold");
  await listener.printed("Anna: Soup is cold");
});
