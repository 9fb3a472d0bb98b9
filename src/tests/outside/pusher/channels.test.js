// Unmodified pusher-js on what the protocol has beyond plain channels: what is sealed, what is remembered, and
// who comes and goes.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, afterEach, before, test } from "node:test";
import { Home } from "../lib/home.js";
import { heard, next, pusherJs, restOf, subscribed, vacated } from "../lib/pusher_js.js";

const TIMEOUT = { timeout: 120_000 };

let home;
let keys;
let thread;
let rest;
let open = [];

before(async () => {
  home = await Home.of({ cleo: "Cleo" });
  // Guests are in no thread that nobody has asked them into.
  await home.add("gus", "Gus", "guest");
  keys = JSON.parse(await home.run(["channels"]));
  thread = await home.thread(["anna", "ben"]);
  rest = restOf(home, keys, { encryptionMasterKeyBase64: randomBytes(32).toString("base64") });
});
afterEach(() => {
  for (const each of open) each.end();
  open = [];
});
after(() => home?.close());

async function client(username, options = {}) {
  const pusher = pusherJs(home, keys.key, username && (await home.token(username)), options);
  open.push(pusher);
  return pusher;
}

async function signedIn(username, options) {
  const pusher = await client(username, options);
  pusher.signin();
  await pusher.user.signinDonePromise;
  return pusher;
}

/** What was told on a channel, in order; who listens there is the protocol's own talk. */
function told(all) {
  return all.filter(([event]) => !["pusher:subscription_count", "pusher:member_added"].includes(event));
}

// What is sealed

/** A server of the family's own signs and gives the key, where Hearth has none to give. */
const SEALED = {
  channelAuthorization: {
    customHandler: ({ socketId, channelName }, answer) => answer(null, rest.authorizeChannel(socketId, channelName)),
  },
};

/** The frames of an event as they come over the line, before the client opens them. */
function frames(pusher, name) {
  const all = [];
  pusher.connection.bind("message", ({ event, data }) => event === name && all.push(data));
  return all;
}

function assertSealed(data) {
  assert.deepEqual(Object.keys(data).sort(), ["ciphertext", "nonce"]);
  assert.ok(!Buffer.from(data.ciphertext, "base64").includes("gate"), "it can be read");
}

test("what is sealed is opened by those who were given the key, and passes Hearth unread", TIMEOUT, async () => {
  const everybody = [await signedIn("ben", SEALED), await signedIn("anna", SEALED)];
  const lines = everybody.map((pusher) => frames(pusher, "opened"));
  const channels = await Promise.all(everybody.map((pusher) => subscribed(pusher, "private-encrypted-garden")));
  const opened = Promise.all(channels.map((channel) => next(channel, "opened")));
  const plain = { which: "the garden gate", by: "Bärbel" };
  await rest.trigger("private-encrypted-garden", "opened", plain);
  assert.deepEqual(await opened, [plain, plain]);
  for (const [frame, ...more] of lines) {
    assertSealed(frame);
    assert.deepEqual(more, []);
  }
});

test("what is sealed stays so while Hearth remembers it, and is opened by who comes later", TIMEOUT, async () => {
  const name = "private-encrypted-cache-garden";
  await rest.trigger(name, "opened", { which: "the garden gate" });
  const ben = await signedIn("ben", SEALED);
  const garden = ben.subscribe(name);
  assert.deepEqual(await next(garden, "opened"), { which: "the garden gate" });
  const { cache } = await (await rest.get({ path: `/channels/${name}`, params: { info: "cache" } })).json();
  assertSealed(JSON.parse(cache.data));
});

test("a key opens nothing to a stranger, and nothing that is sealed is let into a thread", TIMEOUT, async () => {
  const stranger = await client(null, SEALED);
  const garden = stranger.subscribe("private-encrypted-garden");
  assert.equal((await next(garden, "pusher:subscription_error")).status, 401);

  // No thread has such a name, whether there is one or not.
  const ben = await signedIn("ben", SEALED);
  for (const id of [thread, "aaaaaaaaaaaaaaaaaaaaaaaaaa"]) {
    const sealed = ben.subscribe(`private-encrypted-thread-${id}`);
    assert.equal((await next(sealed, "pusher:subscription_error")).status, 400);
    await assert.rejects(rest.trigger(sealed.name, "opened", {}), { status: 400 });
  }
});

// What is remembered

for (const name of ["cache-weather", "private-cache-weather", "presence-cache-weather"]) {
  test(`whoever comes to ${name} is told what was last, or that nothing was`, TIMEOUT, async () => {
    const [ben, anna] = [await signedIn("ben"), await signedIn("anna")];
    const first = ben.subscribe(name);
    const early = heard(first);
    await next(first, "pusher:cache_miss");
    await rest.trigger(name, "forecast", { sun: 1 });
    await rest.trigger(name, "forecast", { sun: 2 });

    const second = anna.subscribe(name);
    const late = heard(second);
    await next(second, "forecast");
    // Once this has come, so has everything that there was to come before it.
    const last = Promise.all([first, second].map((channel) => next(channel, "storm")));
    await rest.trigger(name, "storm", { sun: 0 });
    await last;

    const names = (all) => told(all).map(([event, data]) => (event.startsWith("pusher:") ? event : [event, data.sun]));
    const greeting = "pusher:subscription_succeeded";
    assert.deepEqual(names(early), [greeting, "pusher:cache_miss", ["forecast", 1], ["forecast", 2], ["storm", 0]]);
    assert.deepEqual(names(late), [greeting, ["forecast", 2], ["storm", 0]]);
  });
}

// Who comes and goes

/** What somebody is told of those they talk with, in order, as `[event, ids]`. */
function company(pusher) {
  const all = [];
  for (const event of ["online", "offline"]) {
    pusher.user.watchlist.bind(event, ({ user_ids: ids }) => all.push([event, [...ids].sort()]));
  }
  return all;
}

test("one is told who of those one talks with is here, who comes, and who has gone for good", TIMEOUT, async () => {
  const { anna, cleo, ben } = home.members;
  const bens = await client("ben");
  const seen = company(bens);
  const nobodyHere = next(bens.user.watchlist, "offline");
  bens.signin();
  await nobodyHere;
  assert.deepEqual(seen, [["offline", [anna, cleo].sort()]]);
  const doorbell = await subscribed(bens, `private-thread-${thread}`);

  // Nobody talks with Gus: nobody is told of him, and he of nobody.
  const guests = await client("gus");
  const seenByGuest = company(guests);
  guests.signin();
  await guests.user.signinDonePromise;

  const phone = await client("anna");
  const seenByAnna = company(phone);
  const [comes, cleoIsAway] = [next(bens.user.watchlist, "online"), next(phone.user.watchlist, "offline")];
  phone.signin();
  await Promise.all([comes, cleoIsAway]);
  assert.deepEqual(seenByAnna, [["online", [ben]], ["offline", [cleo]]]);

  const laptop = await signedIn("anna");
  await subscribed(phone, "kitchen");
  phone.disconnect();
  await vacated(rest, "kitchen");
  const rang = next(doorbell, "rang");
  await rest.trigger(`private-thread-${thread}`, "rang", {});
  await rang;
  assert.deepEqual(seen.slice(1), [["online", [anna]]], "Anna is still here");

  const goes = next(bens.user.watchlist, "offline");
  laptop.disconnect();
  await goes;
  assert.deepEqual(seen.slice(1), [["online", [anna]], ["offline", [anna]]]);
  assert.deepEqual(seenByGuest, []);
});
