import assert from "node:assert/strict";
import { test } from "node:test";
import { EventLog, pretty } from "../../../../static/js/rare/event_log.js";

const frame = (event, data, more = {}) => JSON.stringify({ event, channel: "doorbell", data, ...more });
const names = (log) => log.entries.map(({ event }) => event);

test("what comes on a channel is kept in its order, and only the newest of it", () => {
  const log = new EventLog(3);
  for (const name of ["a", "b", "c", "d"]) assert.equal(log.hear(frame(name, "{}"), 0), true);
  assert.deepEqual(names(log), ["b", "c", "d"]);
});

test("the protocol's own talk is left out, but for who comes and goes", () => {
  const log = new EventLog();
  log.hear(frame("pusher_internal:subscription_succeeded", "{}"), 0);
  log.hear(JSON.stringify({ event: "pusher:pong", data: "{}" }), 0);
  log.hear("not a frame", 0);
  log.hear("null", 0);
  log.hear(frame("pusher_internal:member_added", '{"user_id":"1"}'), 0);
  log.hear(frame("pusher:cache_miss", "{}"), 0);
  assert.deepEqual(names(log), ["pusher:member_added", "pusher:cache_miss"]);
});

test("data is shown readable if it is JSON, else as it is", () => {
  assert.equal(pretty('{"on":true}'), '{\n  "on": true\n}');
  assert.equal(pretty('as "it" is'), 'as "it" is');
  assert.equal(pretty({ on: 1 }), '{\n  "on": 1\n}');
  assert.equal(pretty(undefined), "");
  const log = new EventLog();
  log.hear(frame("client-said", "hello", { user_id: "ann" }), 5);
  assert.deepEqual(log.entries, [{ event: "client-said", channel: "doorbell", data: "hello", userId: "ann", at: 5 }]);
});

test("while it is paused nothing changes, and then the newest of what came appears", () => {
  const log = new EventLog(3);
  log.hear(frame("a", "1"), 0);
  log.pause();
  for (const name of ["b", "c", "d", "e"]) assert.equal(log.hear(frame(name, "1"), 0), false);
  assert.deepEqual(names(log), ["a"]);
  assert.equal(log.waiting, 3);
  log.resume();
  assert.deepEqual(names(log), ["c", "d", "e"]);
  log.clear();
  assert.deepEqual(names(log), []);
});
