// What a server of the family's own is told, checked by the unmodified server library for Node.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { after, before, test } from "node:test";
import Rest from "pusher";
import { Home, PASSWORD } from "../lib/home.js";
import { next, pusherJs } from "../lib/pusher_js.js";

const TIMEOUT = { timeout: 120_000 };
const TOPICS = ["channels", "presence", "client-events", "cache-misses", "counts"];

let home;
let keys;
let receiver;
let pusher;
const heard = [];
let heardMore = () => {};

before(async () => {
  home = await Home.of({}, { HEARTH_OUTBOUND_HOME: "on" });
  keys = JSON.parse(await home.run(["channels"]));
  receiver = createServer(async (request, response) => {
    const { appId, key, secret } = keys;
    const rest = new Rest({ appId, key, secret, host: "127.0.0.1", port: String(home.port), useTLS: false });
    const webhook = rest.webhook({ headers: request.headers, rawBody: await text(request) });
    heard.push(webhook);
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
  const post = (path, fields, headers = {}) =>
    fetch(`${home.url}${path}`, {
      method: "POST",
      redirect: "manual",
      headers: { origin: home.url, ...headers },
      body: new URLSearchParams(fields),
    });
  const signedIn = await post("/login", { username: "anna", password: PASSWORD });
  const cookie = signedIn.headers.getSetCookie().map((each) => each.split(";")[0]).join("; ");
  const added = await post("/family/programs/webhooks", [["url", url], ...TOPICS.map((topic) => ["topic", topic])], { cookie });
  assert.equal(added.status, 303);
}

/** Every event told so far, once there are all of these. */
async function told(...names) {
  for (;;) {
    const events = heard.flatMap((webhook) => webhook.getEvents());
    if (names.every((name) => events.some((event) => event.name === name))) return events;
    await new Promise((done) => (heardMore = done));
  }
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
