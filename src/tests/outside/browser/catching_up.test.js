// After any gap a page shows exactly what a fresh one shows: new, edited, deleted and reacted messages, in
// whatever order they changed, by few and bounded requests.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { Home } from "../lib/home.js";
import { enter, eventually, scene } from "../lib/stage.js";

const RECONNECT_MS = 40_000;
const THUMB = encodeURIComponent("👍");
/** What one answer holds at most. */
const PER_REQUEST = 50;

let home;
before(async () => (home = await Home.of({ cleo: "Cleo" })));
after(() => home?.close());

async function talk(title) {
  const memberIds = ["anna", "ben", "cleo"].map((username) => home.members[username]);
  return (await home.do("anna", "POST", "/api/threads", { memberIds, title, reuse: false })).thread.id;
}

/** All that a page shows of each message, in its order. */
const shown = (page) =>
  page.locator(".messages__log .message").evaluateAll((all) =>
    all.map((each) => ({
      id: each.dataset.id,
      previous: each.dataset.previous,
      body: each.querySelector(".message__body").innerText,
      edited: each.querySelector(".message__edited") !== null,
      deleted: each.classList.contains("message--deleted"),
      follows: each.parentElement.classList.contains("messages__item--follows"),
      day: each.parentElement.previousElementSibling?.dataset.day ?? "",
      reactions: [...each.querySelectorAll(".reaction")].map(({ value, dataset, textContent }) => [value, dataset.members, textContent]),
    })),
  );

/** A page of the same person that was never away. */
async function fresh(page, thread) {
  const other = await page.context().newPage();
  await other.goto(`${home.url}/threads/${thread}`);
  const all = await shown(other);
  await other.close();
  return all;
}

/** Waits until the page shows the end of what a fresh one shows, all of it that both have. */
async function assertCaughtUp(page, thread) {
  await eventually(
    async () => {
      const [now, wanted] = [await shown(page), await fresh(page, thread)];
      const count = Math.min(now.length, wanted.length);
      const cut = (all) => all.slice(-count).map((each, at) => (at === 0 ? { ...each, follows: null, day: null } : each));
      assert.ok(count > 0);
      assert.deepEqual(cut(now), cut(wanted));
      return now.at(-1).id;
    },
    (await home.messages("anna", thread)).at(-1).id,
    RECONNECT_MS,
  );
}

/** Everything that can happen to messages, by two people, the older ones later. */
async function stir(thread, old) {
  const said = [];
  for (let n = 0; n < 12; n++) said.push(await home.say(n % 3 ? "ben" : "cleo", thread, `missed ${n}`));
  await home.do("cleo", "PUT", `/api/messages/${said[7].id}/reactions/${THUMB}`);
  await home.do("ben", "DELETE", `/api/messages/${said[4].id}`);
  await home.do("ben", "PATCH", `/api/messages/${old[3].id}`, { body: "edited after all" });
  await home.do("ben", "PATCH", `/api/messages/${old[1].id}`, { body: "edited, then gone" });
  await home.do("ben", "DELETE", `/api/messages/${old[1].id}`);
  await home.do("ben", "PUT", `/api/messages/${old[2].id}/reactions/${THUMB}`);
  await home.do("cleo", "PUT", `/api/messages/${old[2].id}/reactions/${THUMB}`);
  await home.do("cleo", "DELETE", `/api/messages/${old[0].id}/reactions/${THUMB}`);
  await home.do("ben", "PATCH", `/api/messages/${said[10].id}`, { body: "missed, and corrected twice" });
  await home.do("ben", "PATCH", `/api/messages/${said[10].id}`, { body: "missed, and corrected thrice" });
  await home.say("cleo", thread, "the last word");
}

async function begin(stage, title) {
  const thread = await talk(title);
  const old = [];
  for (let n = 0; n < 5; n++) old.push(await home.say("ben", thread, `old ${n}`));
  await home.do("cleo", "PUT", `/api/messages/${old[0].id}/reactions/${THUMB}`);
  const anna = await stage.member(home, "anna");
  await enter(anna, home, thread);
  const asked = [];
  anna.on("request", (request) => request.url().includes("since=") && asked.push(request.url()));
  return { thread, old, anna, asked };
}

scene("a line that was away", async (stage) => {
  const { thread, old, anna, asked } = await begin(stage, "Line");
  await anna.context().setOffline(true);
  await stir(thread, old);
  const before = await shown(anna);
  assert.equal(before.length, old.length, "nothing came through");
  asked.length = 0;
  await anna.context().setOffline(false);
  await assertCaughtUp(anna, thread);
  assert.ok(asked.length <= 6, `${asked.length} requests`);
});

scene("a server that was started anew meanwhile", async (stage) => {
  const { thread, old, anna, asked } = await begin(stage, "Restart");
  await anna.context().setOffline(true);
  await stir(thread, old);
  await home.stop();
  await home.serve();
  await home.say("ben", thread, "after the restart");
  await home.do("ben", "PATCH", `/api/messages/${old[4].id}`, { body: "and changed after it" });
  asked.length = 0;
  await anna.context().setOffline(false);
  await assertCaughtUp(anna, thread);
  assert.ok(asked.length <= 6, `${asked.length} requests`);
});

scene("a server that was killed under an open page, with changes on both sides of it", async (stage) => {
  const { thread, old, anna } = await begin(stage, "Kill");
  await home.do("ben", "PATCH", `/api/messages/${old[0].id}`, { body: "changed before" });
  await home.kill();
  await home.serve();
  await stir(thread, old);
  await assertCaughtUp(anna, thread);
});

scene("a gap of several hundred changes comes in few bounded answers", async (stage) => {
  const { thread, old, anna, asked } = await begin(stage, "Long");
  await anna.context().setOffline(true);
  const said = [];
  for (let n = 0; n < 260; n++) said.push(await home.say(n % 2 ? "ben" : "cleo", thread, `long ${n}`));
  for (let n = 1; n < 260; n += 20) await home.do("ben", "PATCH", `/api/messages/${said[n].id}`, { body: `long ${n}, again` });
  await home.do("ben", "DELETE", `/api/messages/${old[2].id}`);
  asked.length = 0;
  await anna.context().setOffline(false);
  await assertCaughtUp(anna, thread);
  const changes = 260 + 1;
  assert.ok(asked.length <= Math.ceil(changes / PER_REQUEST) + 6, `${asked.length} requests`);
});
