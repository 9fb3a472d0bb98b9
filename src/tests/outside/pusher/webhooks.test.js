// What a server of the family's own is told, checked by the unmodified server libraries for Node and Python.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { NO_PYTHON, PYTHON } from "../lib/guide.js";
import { Home } from "../lib/home.js";
import { next, pusherJs, restOf, subscribed } from "../lib/pusher_js.js";
import { Visitor } from "../lib/visitor.js";

const TIMEOUT = { timeout: 120_000 };
const FROM_PYTHON = { ...TIMEOUT, skip: NO_PYTHON };
const TOPICS = ["channels", "presence", "client-events", "cache-misses", "counts"];

let home;
let keys;
let receiver;
let pusher;
const heard = [];
/** The same as they came, as `[key, signature, body]`. */
const received = [];
let heardMore = () => {};

before(async () => {
  home = await Home.of({}, { HEARTH_OUTBOUND_HOME: "on" });
  keys = JSON.parse(await home.run(["channels"]));
  receiver = createServer(async (request, response) => {
    const rawBody = await text(request);
    heard.push(restOf(home, keys).webhook({ headers: request.headers, rawBody }));
    received.push([request.headers["x-pusher-key"], request.headers["x-pusher-signature"], rawBody]);
    response.end("ok");
    heardMore();
  }).listen(0, "127.0.0.1");
  await once(receiver, "listening");
  await add(`http://127.0.0.1:${receiver.address().port}/hook`);
});
after(async () => {
  // Also where the test was given up: it would come back for ever.
  pusher?.disconnect();
  receiver?.close();
  await home?.close();
});

/** As whoever looks after Hearth does on the page. */
async function add(url) {
  const anna = await Visitor.of(home, "anna");
  const fields = [["url", url], ...TOPICS.map((topic) => ["topic", topic])];
  assert.equal((await anna.send("/family/programs/webhooks", fields)).status, 303);
}

/** Every event told so far, once there are all of these. */
async function told(...names) {
  for (;;) {
    const events = heard.flatMap((webhook) => webhook.getEvents());
    if (names.every((name) => events.some((event) => event.name === name))) return events;
    await more();
  }
}

/** Resolves at the next webhook. */
function more() {
  return new Promise((done) => (heardMore = done));
}

test("the library for Node finds every webhook valid, and its events in it", TIMEOUT, async () => {
  pusher = pusherJs(home, keys.key, await home.token("anna"));
  try {
    const house = pusher.subscribe("presence-house");
    const weather = pusher.subscribe("private-cache-weather");
    // Whichever comes first.
    await Promise.all([house, weather].map((channel) => next(channel, "pusher:subscription_succeeded")));
    house.trigger("client-lights", { on: true });
    const events = await told("channel_occupied", "member_added", "client_event", "cache_miss", "subscription_count");
    const said = events.find(({ name }) => name === "client_event");
    assert.deepEqual(
      { ...said, data: JSON.parse(said.data) },
      {
        name: "client_event",
        channel: "presence-house",
        event: "client-lights",
        data: { on: true },
        socket_id: pusher.connection.socket_id,
        user_id: home.members.anna,
      },
    );
  } finally {
    pusher.disconnect();
  }
  await told("channel_vacated", "member_removed");
  for (const webhook of heard) {
    assert.ok(webhook.isValid());
    assert.ok(Math.abs(webhook.getTime() - Date.now()) < 60_000);
    assert.equal(webhook.isValid(), true);
    webhook.body = webhook.body.replace("house", "horse").replace("weather", "whether");
    assert.equal(webhook.isValid(), false, "a word was changed");
  }
});

test("the library for Python believes every webhook as it came, and none that was changed", FROM_PYTHON, async () => {
  pusher = pusherJs(home, keys.key, await home.token("anna"));
  try {
    await subscribed(pusher, "private-garden");
    const events = () => heard.flatMap((webhook) => webhook.getEvents());
    while (!events().some(({ channel }) => channel === "private-garden")) await more();
  } finally {
    pusher.disconnect();
  }
  const all = [...received];
  const [key, signature, body] = all.find(([, , body]) => body.includes("garden"));
  const changed = [
    [key, signature, body.replace("garden", "cellar")],
    [key, "0".repeat(64), body],
    ["somebody-elses", signature, body],
  ];
  const program = fileURLToPath(new URL("believe.py", import.meta.url));
  const args = [program, ...[...all, ...changed].map((webhook) => JSON.stringify(webhook))];
  const env = { APP_ID: keys.appId, KEY: keys.key, SECRET: keys.secret };
  const { stdout } = await promisify(execFile)(PYTHON, args, { env });
  const found = stdout.trim().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(found, [...all.map(([, , body]) => JSON.parse(body)), null, null, null]);
});
