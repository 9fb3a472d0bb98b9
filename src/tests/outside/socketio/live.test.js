// Unmodified socket.io-client in Node: the programs of docs/live.md, and what the rooms promise beyond them.
import assert from "node:assert/strict";
import { once } from "node:events";
import { after, afterEach, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { io } from "socket.io-client";
import { PYTHON, Running, run } from "../lib/guide.js";
import { Home } from "../lib/home.js";

const TIMEOUT = { timeout: 120_000 };
/** Longer than an event takes, for those that must not come. */
const SILENCE_MS = 1_000;
const WAYS = {
  "by polling alone": ["polling"],
  "by a WebSocket alone": ["websocket"],
  "by polling and then a WebSocket": ["polling", "websocket"],
};

let home;
let thread;
let open = [];

before(async () => {
  home = await Home.of({ cleo: "Cleo" });
  thread = await home.thread(["anna", "ben"]);
});
afterEach(() => {
  for (const end of open) end();
  open = [];
});
after(() => home?.close());

async function socket(username, options = {}) {
  const auth = username ? { token: await home.token(username) } : undefined;
  const client = io(home.url, { auth, forceNew: true, reconnectionDelay: 100, reconnectionDelayMax: 200, ...options });
  open.push(() => client.disconnect());
  return client;
}

/** A socket that has joined the thread. */
async function joined(username, options) {
  const client = await socket(username, options);
  assert.deepEqual(await client.emitWithAck("join", thread), { ok: true });
  return client;
}

/** What the next event of this name brings. */
async function heard(client, event) {
  return once(client, event);
}

function silence(client, event) {
  return new Promise((done, fail) => {
    setTimeout(done, SILENCE_MS);
    client.once(event, () => fail(new Error(`${event} was heard`)));
  });
}

for (const [way, transports] of Object.entries(WAYS)) {
  test(`both hear a message and whisper, ${way}`, TIMEOUT, async () => {
    const [anna, ben] = [await joined("anna", { transports }), await joined("ben", { transports })];
    const messages = [heard(anna, "message:new"), heard(ben, "message:new")];
    const said = await home.say("anna", thread, "Dinner 👪");
    for (const [payload] of await Promise.all(messages)) {
      assert.equal(payload.threadId, thread);
      assert.deepEqual([payload.message.id, payload.message.body], [said.id, "Dinner 👪"]);
      assert.ok(payload.changeCursor);
    }
    const typing = heard(ben, "client-typing");
    assert.deepEqual(await anna.emitWithAck("client-typing", thread, { on: true }), { ok: true });
    assert.deepEqual(await typing, [thread, { on: true }, home.members.anna]);
    const { name } = ben.io.engine.transport;
    assert.equal(name, transports.at(-1), "the last way is the one it stays with");
  });

  test(`a member's own events come without asking, ${way}`, TIMEOUT, async () => {
    const cleo = await socket("cleo", { transports });
    await once(cleo, "connect");
    const event = heard(cleo, "thread:new");
    const other = await home.thread(["anna", "cleo"], `New ${way}`, { reuse: false });
    assert.equal((await event)[0].thread.id, other);
  });

  test(`a stranger is not let in, ${way}`, TIMEOUT, async () => {
    for (const auth of [undefined, { token: "hearth_nobody" }, { token: 7 }]) {
      const client = await socket(null, { transports, auth });
      const [error] = await once(client, "connect_error");
      assert.deepEqual(error.data, { error: "UNAUTHENTICATED" });
      assert.ok(error.message);
      assert.equal(client.connected, false);
    }
  });

  test(`after a restart a client comes back and hears again, ${way}`, TIMEOUT, async () => {
    const ben = await joined("ben", { transports });
    await home.stop();
    await home.serve();
    if (!ben.connected) await once(ben, "connect");
    assert.deepEqual(await ben.emitWithAck("join", thread), { ok: true });
    const message = heard(ben, "message:new");
    await home.say("anna", thread, "Here again");
    assert.equal((await message)[0].message.body, "Here again");
  });
}

test("no such thread and somebody else's are refused alike, and neither is heard", TIMEOUT, async () => {
  const cleo = await socket("cleo");
  for (const id of [thread, "nobody", "", "../x", "a b"]) {
    assert.deepEqual(await cleo.emitWithAck("join", id), { error: "not_found" }, id);
  }
  const quiet = silence(cleo, "message:new");
  await home.say("anna", thread, "Not for Cleo");
  await quiet;
});

test("whoever leaves or is removed hears no more", TIMEOUT, async () => {
  const own = await home.thread(["anna", "ben", "cleo"], "For a while", { reuse: false });
  const [ben, cleo] = [await socket("ben"), await socket("cleo")];
  for (const each of [ben, cleo]) assert.deepEqual(await each.emitWithAck("join", own), { ok: true });
  assert.deepEqual(await ben.emitWithAck("leave", own), { ok: true });
  const left = heard(cleo, "thread:left");
  await home.do("anna", "DELETE", `/api/threads/${own}/members`, { memberIds: [home.members.cleo] });
  assert.deepEqual(await left, [{ threadId: own }]);
  const quiet = [silence(ben, "message:new"), silence(cleo, "message:new")];
  await home.say("anna", own, "Gone already");
  await Promise.all(quiet);
  assert.deepEqual(await cleo.emitWithAck("join", own), { error: "not_found" });
});

test("a token that is revoked puts its client out, and it stays out", TIMEOUT, async () => {
  const token = await home.run(["token", "create", "--username", "ben", "--label", "soon gone"]);
  const ben = await socket(null, { auth: { token } });
  assert.deepEqual(await ben.emitWithAck("join", thread), { ok: true });
  const listed = await home.run(["token", "list"]);
  const { id } = JSON.parse(listed).tokens.find(({ label }) => label === "soon gone");
  const out = once(ben, "disconnect");
  await home.run(["token", "revoke", id]);
  assert.equal((await out)[0], "io server disconnect");
  ben.connect();
  const [error] = await once(ben, "connect_error");
  assert.deepEqual(error.data, { error: "UNAUTHENTICATED" });
});

test("other namespaces, odd events and bytes are refused, and the connection goes on", TIMEOUT, async () => {
  const elsewhere = io(`${home.url}/elsewhere`, { auth: { token: await home.token("ben") }, forceNew: true });
  open.push(() => elsewhere.disconnect());
  assert.equal((await once(elsewhere, "connect_error"))[0].message, "Invalid namespace");

  for (const transports of Object.values(WAYS)) {
    const ben = await joined("ben", { transports });
    assert.deepEqual(await ben.emitWithAck("whatever"), { error: "invalid" });
    assert.deepEqual(await ben.emitWithAck("message:new", thread, {}), { error: "invalid" });
    assert.deepEqual(await ben.emitWithAck("client-typing", "nobody", {}), { error: "forbidden" });
    const bytes = [Buffer.from([1, 2, 3]), { deep: [Buffer.alloc(2_000)] }];
    assert.deepEqual(await ben.emitWithAck("client-typing", thread, ...bytes), { error: "invalid" });
    const complaint = heard(ben, "hearth:error");
    ben.emit("join", "nobody");
    assert.deepEqual(await complaint, [{ error: "not_found" }]);
    assert.deepEqual(await ben.emitWithAck("join", thread), { ok: true }, "twice is as good as once");
  }
});

for (const [way, transports] of Object.entries(WAYS)) {
  test(`python-socketio is let in or refused, types, and comes back after a restart, ${way}`, TIMEOUT, async () => {
    const program = new Running(PYTHON, [fileURLToPath(new URL("talk.py", import.meta.url))], {
      HEARTH: home.url,
      TOKEN: await home.token("ben"),
      THREAD: thread,
      OTHER: await home.thread(["anna", "cleo"], "Not Ben's", { reuse: false }),
      WAYS: transports.join(" "),
    });
    open.push(() => program.end());
    await program.printed('refused {"error": "UNAUTHENTICATED"}');
    await program.printed('other {"error": "not_found"}');
    await program.printed('joined {"ok": true}');
    const anna = await joined("anna", { transports });
    const typing = heard(anna, "client-typing");
    await home.say("anna", thread, "Type something");
    assert.deepEqual(await typing, [thread, { on: true }, home.members.ben]);
    await program.printed('typed {"ok": true}');
    anna.emit("client-typing", thread, { on: false });
    await program.printed(`typing ${JSON.stringify([true, { on: false }, home.members.anna]).replace(/([:,])/g, "$1 ")}`);
    program.lines.length = 0;
    await home.stop();
    await home.serve();
    await program.printed('joined {"ok": true}');
    await home.say("anna", thread, "Back again");
    await program.printed("heard Back again");
    assert.ok(program.lines.includes("gone"));
  });
}

for (const [name, body] of [
  ["listen_io.mjs", "Read aloud"],
  ["listen_io.py", "Heard by a snake"],
]) {
  test(`the guide's ${name} listens`, TIMEOUT, async () => {
    const running = await run("live.md", name, { HEARTH: home.url, TOKEN: await home.token("ben"), THREAD: thread });
    open.push(() => running.end());
    await running.printed("listening");
    await home.say("anna", thread, body);
    await running.printed(`Anna: ${body}`);
  });
}
