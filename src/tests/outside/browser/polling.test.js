// Behind a proxy that lets no WebSocket through, a conversation goes on all the same.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { Home } from "../lib/home.js";
import { Proxy } from "../lib/proxy.js";
import { eventually, everything, hears, log, scene, signIn, write } from "../lib/stage.js";

/** Until it is clear that nothing comes by itself. */
const DOUBT_MS = 40_000;
const ROUND_MS = 8_000;

let home;
before(async () => (home = await Home.of({ cleo: "Cleo" })));
after(() => home?.close());

/** The same address for everybody: what the browser sees is the proxy. */
async function behind(manner) {
  const proxy = await Proxy.before(home.url, manner);
  return { proxy, front: { url: proxy.url } };
}

for (const manner of ["refuse", "swallow"]) {
  scene(`where upgrades are ${manner}d the page asks, says so in settings, and is live once it can be`, async (stage) => {
    const thread = await home.thread(["anna", "ben"], `Behind, ${manner}d`);
    const { proxy, front } = await behind(manner);
    try {
      const anna = await stage.window();
      await signIn(anna, front, "anna");
      await anna.goto(`${front.url}/threads/${thread}`);
      const report = anna.locator("live-report");
      const first = await home.say("ben", thread, "can you hear me?");
      await eventually(() => log(anna), ["can you hear me?"], DOUBT_MS);
      await eventually(() => anna.locator(".banner__text").count(), 0);

      // New, edited, reacted, deleted: all of it within a round or two, and no storm of requests.
      proxy.passed.length = 0;
      const since = Date.now();
      await home.do("ben", "PATCH", `/api/messages/${first.id}`, { body: "can you hear me now?" });
      await home.do("ben", "PUT", `/api/messages/${first.id}/reactions/${encodeURIComponent("👍")}`);
      const gone = await home.say("ben", thread, "a slip");
      await eventually(() => log(anna), ["can you hear me now?", "a slip"], 2 * ROUND_MS);
      await anna.locator('.reaction[value="👍"]').waitFor();
      await home.do("ben", "DELETE", `/api/messages/${gone.id}`);
      await eventually(() => log(anna), ["can you hear me now?", "This message was deleted"], 2 * ROUND_MS);
      await write(anna, "I can");
      await eventually(async () => (await home.bodies("anna", thread)).at(-1), "I can");
      await anna.waitForTimeout(ROUND_MS);
      const rounds = (Date.now() - since) / 4_000 + 4;
      const asked = proxy.passed.filter((url) => url.includes("since="));
      assert.ok(asked.length <= 2 * rounds, `${asked.length} requests in ${rounds} rounds`);
      assert.deepEqual((await everything(anna)).at(-1), "I can");

      // The list moves as well.
      const other = await home.thread(["anna", "cleo"], `Elsewhere, ${manner}d`);
      await home.say("cleo", other, "over here");
      await anna.locator(".row", { hasText: "over here" }).waitFor({ timeout: 2 * ROUND_MS });

      await anna.goto(`${front.url}/settings`);
      await report.waitFor();
      assert.match(await report.innerText(), /every few seconds/);

      // What was needed a moment ago is not found out anew.
      await anna.goto(`${front.url}/threads/${thread}`);
      await home.say("ben", thread, "quick");
      await eventually(async () => (await log(anna)).at(-1), "quick", ROUND_MS);

      const attempts = proxy.upgrades;
      assert.ok(attempts > 1, "it goes on trying");
      const live = hears(anna, `thread-${thread}`);
      proxy.mend();
      await anna.reload();
      await live;
      await home.say("ben", thread, "live");
      await eventually(async () => (await log(anna)).at(-1), "live", 2_000);
      await anna.goto(`${front.url}/settings`);
      await eventually(() => report.isVisible(), false);
    } finally {
      await proxy.close();
    }
  });
}

scene("settings say nothing where live updates pass, nor while the server is away", async (stage) => {
  const anna = await stage.member(home, "anna");
  const live = hears(anna, "private-user-");
  await anna.goto(`${home.url}/`);
  await live;
  await home.kill();
  await anna.waitForTimeout(30_000);
  await home.serve();
  await anna.goto(`${home.url}/settings`);
  await anna.waitForTimeout(500);
  assert.equal(await anna.locator("live-report").isVisible(), false);
});
