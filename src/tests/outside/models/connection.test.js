import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { Connection } from "../../../../static/js/live/connection.js";
import * as time from "../lib/time.js";

const settle = () => new Promise((done) => setImmediate(done));

class FakeSocket {
  static all = [];
  readyState = 1;
  sent = [];
  closed = false;

  constructor(url) {
    this.url = url;
    FakeSocket.all.push(this);
  }

  send(text) {
    this.sent.push(JSON.parse(text));
  }

  close() {
    this.closed = true;
  }

  hear(event, data, channel) {
    this.onmessage({ data: JSON.stringify({ event, channel, data: JSON.stringify(data) }) });
  }

  establish() {
    this.hear("pusher:connection_established", { socket_id: "1.2", activity_timeout: 30 });
  }
}

function connect(authorise) {
  time.stop();
  FakeSocket.all = [];
  const told = [];
  const connection = new Connection("ws://home/app/key", { authorise, Socket: FakeSocket });
  for (const name of ["connected", "lost", "refused", "subscribed", "denied", "event"]) {
    connection.addEventListener(name, ({ detail }) => told.push([name, detail]));
  }
  connection.open();
  return { connection, told, socket: () => FakeSocket.all.at(-1) };
}

test("it introduces itself in the protocol's seventh version", () => {
  const { socket } = connect();
  assert.match(socket().url, /^ws:\/\/home\/app\/key\?protocol=7&client=hearth&version=\d/);
});

test("what was asked for before the connection is subscribed once it stands, and again after a loss", () => {
  const { connection, socket } = connect();
  connection.subscribe("thread-1");
  assert.deepEqual(socket().sent, []);
  socket().establish();
  assert.deepEqual(socket().sent, [{ event: "pusher:subscribe", data: { channel: "thread-1" } }]);
  socket().onclose({ code: 1006 });
  time.tick(1_000);
  socket().establish();
  assert.equal(FakeSocket.all.length, 2);
  assert.equal(socket().sent[0].data.channel, "thread-1");
});

test("a private channel is signed for the present socket", async () => {
  const { connection, socket } = connect(async (socketId, channel) => ({ auth: `${socketId} ${channel}` }));
  connection.subscribe("private-user-1");
  socket().establish();
  await settle();
  assert.equal(socket().sent[0].data.auth, "1.2 private-user-1");
});

test("a signature that comes too late is not used", async () => {
  let sign;
  const { connection, socket } = connect(() => new Promise((done) => (sign = done)));
  connection.subscribe("private-user-1");
  socket().establish();
  connection.unsubscribe("private-user-1");
  sign("late");
  await settle();
  assert.ok(!socket().sent.some(({ event }) => event === "pusher:subscribe"));
});

test("a refusal for a socket that is gone refuses nothing, one for the present socket does", async () => {
  const refusals = [];
  const { connection, told, socket } = connect(() => new Promise((_, refuse) => refusals.push(refuse)));
  connection.subscribe("private-user-1");
  socket().establish();
  connection.suspend();
  connection.open();
  socket().hear("pusher:connection_established", { socket_id: "3.4", activity_timeout: 30 });
  const refused = Object.assign(new Error("no"), { status: 403 });
  refusals[0](refused);
  await settle();
  assert.ok(!told.some(([name]) => name === "denied"));
  refusals[1](refused);
  await settle();
  assert.deepEqual(told.at(-1), ["denied", { channel: "private-user-1", status: 403 }]);
});

test("events arrive with their data read", () => {
  const { told, socket } = connect();
  socket().establish();
  socket().hear("message:new", { threadId: "1" }, "thread-1");
  assert.deepEqual(told.at(-1), ["event", { channel: "thread-1", event: "message:new", data: { threadId: "1" }, userId: undefined }]);
});

test("nonsense on the wire is nothing", () => {
  const { told, socket } = connect();
  for (const data of ["", "null", "[]", "{", '{"event":1}', '{"event":"x","channel":"c","data":"{"}']) {
    socket().onmessage({ data });
  }
  assert.deepEqual(told, []);
});

test("a refused channel is told of", () => {
  const { told, socket } = connect();
  socket().establish();
  socket().hear("pusher:subscription_error", { status: 403 }, "thread-1");
  assert.deepEqual(told.at(-1), ["denied", { channel: "thread-1", status: 403 }]);
});

test("silence is answered by a ping, and no answer is a lost line", () => {
  const { told, socket } = connect();
  socket().establish();
  time.tick(30_000);
  assert.equal(socket().sent.at(-1).event, "pusher:ping");
  time.tick(29_999);
  assert.equal(socket().closed, false);
  time.tick(1);
  assert.equal(FakeSocket.all[0].closed, true);
  assert.equal(told.at(-1)[0], "lost");
});

test("a pong is a sign of life", () => {
  const { socket } = connect();
  socket().establish();
  time.tick(30_000);
  socket().hear("pusher:pong", {});
  time.tick(29_999);
  assert.equal(socket().closed, false);
});

test("the server's ping is answered", () => {
  const { socket } = connect();
  socket().establish();
  socket().hear("pusher:ping", {});
  assert.equal(socket().sent.at(-1).event, "pusher:pong");
});

test("an end of the authorisation is final", () => {
  const { told, socket } = connect();
  socket().establish();
  socket().onclose({ code: 4009 });
  time.tick(600_000);
  assert.equal(FakeSocket.all.length, 1);
  assert.deepEqual(told.at(-1), ["refused", { code: 4009 }]);
});

test("connections that do not last are tried less and less often", () => {
  const { socket } = connect();
  mock.method(Math, "random", () => 1);
  for (let i = 0; i < 4; i++) {
    socket().establish();
    socket().onclose({ code: 4200 });
    time.tick(1_000 * 2 ** i);
  }
  mock.restoreAll();
  assert.equal(FakeSocket.all.length, 5);
});

test("the line's return ends the wait", () => {
  const { connection, socket } = connect();
  socket().onclose({ code: 1006 });
  connection.open();
  assert.equal(FakeSocket.all.length, 2);
});
