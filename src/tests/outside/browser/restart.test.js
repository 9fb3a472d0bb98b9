// The server dies in the middle of a conversation and comes back.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { Home } from "../lib/home.js";
import { enter, eventually, everything, log, scene, write } from "../lib/stage.js";
import { says } from "../lib/words.js";

const RECONNECT_MS = 40_000;

let home;
before(async () => (home = await Home.of({ cleo: "Cleo" })));
after(() => home?.close());

async function conversation(stage, title) {
  const thread = await home.thread(["anna", "ben", "cleo"], title);
  const before = await home.bodies("anna", thread);
  const [anna, ben] = [await stage.member(home, "anna"), await stage.member(home, "ben")];
  await enter(anna, home, thread);
  await enter(ben, home, thread);
  return { thread, anna, ben, said: before };
}

/** Both windows show exactly what the server keeps, and nothing is on its way any more. */
async function assertSettled({ thread, anna, ben }, expected) {
  for (const page of [anna, ben]) {
    await eventually(() => log(page), expected, RECONNECT_MS);
    await eventually(() => everything(page), expected);
  }
  assert.deepEqual(await home.bodies("anna", thread), expected);
}

scene("killed and restarted between two messages, it loses and doubles none, both ways", async (stage) => {
  const talk = await conversation(stage);
  const { anna, ben, said } = talk;
  for (const [first, second] of [[anna, ben], [ben, anna]]) {
    said.push(`before ${said.length}`);
    await write(first, said.at(-1));
    await eventually(() => log(second), said);
    await home.kill();
    await home.serve();
    said.push(`after ${said.length}`);
    await write(second, said.at(-1));
    await assertSettled(talk, said);
    said.push(`live ${said.length}`);
    await write(first, said.at(-1));
    await assertSettled(talk, said);
  }
});

scene("what is written while it is down waits, and goes out once when it is back", async (stage) => {
  const talk = await conversation(stage);
  const { thread, anna, said } = talk;
  await home.kill();
  await write(anna, "into the dark");
  await write(anna, "and once more");
  const waiting = anna.locator(".messages__outbox [data-state]");
  await eventually(() => waiting.count(), 2);
  await waiting.and(anna.locator("[data-state=failed]")).first().waitFor();
  assert.deepEqual(await log(anna), said, "what waits is not shown as stored");
  await home.serve();
  assert.deepEqual(await home.bodies("anna", thread), said);
  await assertSettled(talk, [...said, "into the dark", "and once more"]);
  await eventually(() => waiting.count(), 0);
});

scene("killed while a message is on its way, it stores that message exactly once", async (stage) => {
  const talk = await conversation(stage);
  const { anna, ben, said } = talk;
  for (let round = 0; round < 4; round++) {
    for (const [name, page] of [["anna", anna], ["ben", ben]]) {
      // Who writes in which order is the server's to say; each alone in a round keeps it plain.
      said.push(`${name} in flight ${round}`);
      await write(page, said.at(-1));
      if (round % 2) await anna.waitForTimeout(Math.random() * 40);
      await home.kill();
      await home.serve();
      await assertSettled(talk, said);
    }
  }
});

scene("what others said, changed and removed while a window was cut off is all there after", async (stage) => {
  const talk = await conversation(stage);
  const { thread, anna, said } = talk;
  const edited = await home.say("ben", thread, "will be corrected");
  const removed = await home.say("ben", thread, "will be removed");
  await eventually(() => log(anna), [...said, "will be corrected", "will be removed"]);
  await anna.context().setOffline(true);
  await home.kill();
  await home.serve();
  await home.do("ben", "PATCH", `/api/messages/${edited.id}`, { body: "is corrected" });
  await home.do("ben", "DELETE", `/api/messages/${removed.id}`);
  const missed = Array.from({ length: 120 }, (_, n) => `missed ${n}`);
  for (const body of missed) await home.say("ben", thread, body);
  await anna.context().setOffline(false);
  await eventually(async () => (await log(anna)).slice(-121), [says("message-deleted"), ...missed], RECONNECT_MS);
  assert.deepEqual((await log(anna)).slice(0, -121), [...said, "is corrected"]);
});
