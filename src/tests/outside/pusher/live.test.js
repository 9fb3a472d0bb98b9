// Unmodified pusher-js in Node: the programs of docs/live.md, and what the channels promise beyond them.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, afterEach, before, test } from "node:test";
import { promisify } from "node:util";
import { blocks, run } from "../lib/guide.js";
import { Home } from "../lib/home.js";
import { heard, next, pusherJs, subscribed } from "../lib/pusher_js.js";

const TIMEOUT = { timeout: 120_000 };
/** Longer than an event takes, for those that must not come. */
const SILENCE_MS = 1_500;

let home;
let keys;
let thread;
let open = [];

before(async () => {
  home = await Home.of({ cleo: "Cleo", dora: "Dora" });
  keys = JSON.parse(await home.run(["channels"]));
  thread = await home.thread(["anna", "ben"]);
});
afterEach(() => {
  for (const each of open) each.end();
  open = [];
});
after(() => home?.close());

/** Runs a program of the guide as somebody; without a name as a stranger with an invented token. */
async function listening(name, username, inThread = thread) {
  const running = await run("live.md", name, {
    HEARTH: home.url,
    KEY: keys.key,
    TOKEN: username ? await home.token(username) : "hearth_nobody",
    THREAD: inThread,
  });
  open.push(running);
  return running;
}

/** A client as the guide sets it up, for tests that look closer. */
async function client(username, options = {}) {
  const pusher = pusherJs(home, keys.key, username && (await home.token(username)), options);
  open.push(pusher);
  return pusher;
}

function silence() {
  return new Promise((done) => setTimeout(done, SILENCE_MS));
}

for (const name of ["listen.mjs", "sign_in.mjs"]) {
  test(`${name} of the guide prints what is posted with curl, and only to members`, TIMEOUT, async () => {
    const member = await listening(name, "ben");
    const outsider = await listening(name, "cleo");
    const stranger = await listening(name, null);
    await member.printed("listening");
    await outsider.printed("refused: 403");
    await stranger.printed("refused: 401");

    const curl = (await blocks("live.md", "sh")).find((block) => block.startsWith("curl "));
    const env = { PATH: process.env.PATH, HEARTH: home.url, TOKEN: await home.token("anna"), THREAD: thread };
    await promisify(execFile)("bash", ["-euc", curl], { env });
    await member.printed("Anna: Dinner is ready");
    await home.say("ben", thread, "Coming");
    await member.printed("Ben: Coming");
    await silence();
    assert.deepEqual(member.lines, ["listening", "Anna: Dinner is ready", "Ben: Coming"]);
    assert.deepEqual(outsider.lines, ["refused: 403"]);
    assert.deepEqual(stranger.lines, ["refused: 401"]);
  });
}

test("a thread that does not exist is refused like one of others", TIMEOUT, async () => {
  for (const name of ["listen.mjs", "sign_in.mjs"]) {
    const nowhere = await listening(name, "cleo", "aaaaaaaaaaaaaaaaaaaaaaaaaa");
    await nowhere.printed("refused: 403");
  }
});

test("a socket that nobody has signed in hears nothing of a thread", TIMEOUT, async () => {
  const pusher = await client(null);
  const channel = pusher.subscribe(`thread-${thread}`);
  const all = heard(channel);
  assert.equal((await next(channel, "pusher:subscription_error")).status, 401);
  await home.say("anna", thread, "not for strangers");
  await silence();
  assert.deepEqual(all.map(([event]) => event), ["pusher:subscription_error"]);
});

test("a forged signature is refused, and so is a true one on another socket", TIMEOUT, async () => {
  const member = await client("ben");
  await subscribed(member, `private-thread-${thread}`);
  const form = new URLSearchParams({ socket_id: member.connection.socket_id, channel_name: `private-thread-${thread}` });
  const answer = await fetch(`${home.url}/pusher/auth`, {
    method: "POST",
    body: form,
    headers: { Authorization: `Bearer ${await home.token("ben")}` },
  });
  const { auth } = await answer.json();
  assert.match(auth, new RegExp(`^${keys.key}:[0-9a-f]{64}$`));
  for (const signature of [auth, `${keys.key}:${"0".repeat(64)}`]) {
    const thief = await client(null, {
      channelAuthorization: { customHandler: (_, answer) => answer(null, { auth: signature }) },
    });
    const channel = thief.subscribe(`private-thread-${thread}`);
    const all = heard(channel);
    await next(channel, "pusher:subscription_error");
    await home.say("anna", thread, "not for thieves");
    await silence();
    assert.deepEqual(all.map(([event]) => event), ["pusher:subscription_error"]);
  }
});

test("every event carries what the guide says, in the order of what happened", TIMEOUT, async () => {
  const own = await home.thread(["anna", "ben", "cleo"], "Events");
  const pusher = await client("ben");
  const channel = await subscribed(pusher, `private-thread-${own}`);
  const mine = await subscribed(pusher, `private-user-${home.members.ben}`);
  const [all, across] = [heard(channel), heard(mine)];
  const said = await home.say("anna", own, "first");
  const { body: list } = await home.ask("ben", "GET", `/api/threads/${own}/messages`);
  await home.do("anna", "PATCH", `/api/messages/${said.id}`, { body: "second" });
  await home.do("anna", "PUT", `/api/messages/${said.id}/reactions/${encodeURIComponent("👍")}`);
  await home.do("ben", "POST", `/api/threads/${own}/read`, { messageId: said.id });
  await home.do("anna", "DELETE", `/api/messages/${said.id}`);
  const left = next(channel, "thread:updated");
  await home.do("anna", "PATCH", `/api/threads/${own}`, { title: "Renamed" });
  await left;

  const events = Object.fromEntries(all);
  assert.deepEqual(
    all.map(([event]) => event),
    ["message:new", "message:updated", "reaction:changed", "read:moved", "message:deleted", "thread:updated"],
  );
  const { changeCursor, ...posted } = events["message:new"];
  assert.deepEqual(posted, { threadId: own, message: list.messages.at(-1) });
  assert.equal(events["message:updated"].message.body, "second");
  assert.ok(events["message:updated"].message.editedAt);
  assert.deepEqual(events["reaction:changed"].reactions, [{ emoji: "👍", memberIds: [home.members.anna] }]);
  const read = { threadId: own, memberId: home.members.ben, messageId: said.id };
  assert.deepEqual(events["read:moved"], read);
  assert.deepEqual(Object.keys(events["message:deleted"]).sort(), ["changeCursor", "deletedAt", "messageId", "threadId"]);
  assert.equal(events["thread:updated"].thread.title, "Renamed");
  assert.deepEqual(across.map(([event]) => event), ["read:moved", "thread:updated"]);

  const since = await home.do("ben", "GET", `/api/threads/${own}/messages?since=${encodeURIComponent(changeCursor)}`);
  assert.deepEqual(since.messages.map(({ id, body }) => [id, body]), [[said.id, ""]]);
  assert.equal(since.hasMore, false);
});

test("typing reaches the others in the room, with who it is, and is not sent back", TIMEOUT, async () => {
  const [ben, anna] = [await client("ben"), await client("anna")];
  const [from, to] = [
    await subscribed(ben, `private-thread-${thread}`),
    await subscribed(anna, `presence-thread-${thread}`),
  ];
  const echo = heard(from);
  const metadata = new Promise((done) => to.bind("client-typing", (data, about) => done([data, about])));
  from.trigger("client-typing", { on: true });
  assert.deepEqual(await metadata, [{ on: true }, { user_id: home.members.ben }]);
  assert.deepEqual(to.members.me.info, { name: "Anna" });
  await silence();
  assert.deepEqual(echo, []);
});

test("whoever is removed hears nothing that is posted afterwards, and is back when they are", TIMEOUT, async () => {
  const shared = await home.thread(["anna", "ben", "cleo"], "Removal");
  const cleo = await client("cleo");
  cleo.signin();
  const [open, signed] = [cleo.subscribe(`thread-${shared}`), cleo.subscribe(`private-thread-${shared}`)];
  await Promise.all([open, signed].map((channel) => next(channel, "pusher:subscription_succeeded")));
  const all = heard(open);
  const refusals = Promise.all([open, signed].map((channel) => next(channel, "pusher:subscription_error")));
  await home.do("anna", "DELETE", `/api/threads/${shared}/members`, { memberIds: [home.members.cleo] });
  for (let n = 0; n < 5; n++) await home.say("anna", shared, `without Cleo ${n}`);
  assert.deepEqual((await refusals).map(({ status }) => status), [403, 403]);
  await silence();
  assert.ok(!all.some(([event]) => event === "message:new"), JSON.stringify(all));
  assert.equal(cleo.connection.state, "connected");

  const again = next(open, "pusher:subscription_succeeded");
  await home.do("anna", "POST", `/api/threads/${shared}/members`, { memberIds: [home.members.cleo] });
  await again;
  const message = next(open, "message:new");
  await home.say("anna", shared, "welcome back");
  assert.equal((await message).message.body, "welcome back");
});

test("a revoked token's socket is closed before the command ends", TIMEOUT, async () => {
  const secret = await home.run(["token", "create", "--username", "ben", "--label", "lost phone"]);
  const pusher = await client(null, {
    channelAuthorization: { endpoint: `${home.url}/pusher/auth`, headers: { Authorization: `Bearer ${secret}` } },
  });
  const channel = await subscribed(pusher, `private-thread-${thread}`);
  const all = heard(channel);
  const { tokens } = JSON.parse(await home.run(["token", "list"]));
  await home.run(["token", "revoke", tokens.find(({ label }) => label === "lost phone").id]);
  await home.say("anna", thread, "not for the lost phone");
  await silence();
  assert.deepEqual(all, []);
  assert.equal(pusher.connection.state, "disconnected");
});

test("after a restart it is back by itself, and what it missed is there to ask for", TIMEOUT, async () => {
  const pusher = await client("ben");
  const channel = await subscribed(pusher, `private-thread-${thread}`);
  const first = next(channel, "message:new");
  await home.say("anna", thread, "before");
  const { changeCursor } = await first;
  const back = next(channel, "pusher:subscription_succeeded");
  await home.kill();
  await home.serve();
  await home.say("anna", thread, "missed");
  await back;
  const second = next(channel, "message:new");
  await home.say("anna", thread, "after");
  assert.equal((await second).message.body, "after");
  const since = await home.do("ben", "GET", `/api/threads/${thread}/messages?since=${encodeURIComponent(changeCursor)}`);
  assert.deepEqual(since.messages.map(({ body }) => body), ["missed", "after"]);
});
