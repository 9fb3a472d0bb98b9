// Who is here, who is writing, who has read how far: each only of those who let it be seen, and to them.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { Home } from "../lib/home.js";
import { assertCalm, enter, eventually, hears, log, scene, write } from "../lib/stage.js";

let home;
before(async () => (home = await Home.of({ cleo: "Cleo" })));
after(() => home?.close());

const company = (page) => page.locator(".company").innerText().then((text) => text.replace(/[\u2068\u2069]/g, ""));

/** The message under which somebody's face stands on a page. */
const readUpTo = (page, username) =>
  page.evaluate((id) => {
    const face = document.querySelector(`.messages__log [data-reader="${id}"]`);
    return face?.closest(".messages__item").querySelector(".message__body").innerText ?? null;
  }, home.members[username]);

async function share(page, { typing = true, presence = true, reading = true }) {
  const form = new URLSearchParams();
  for (const [name, on] of Object.entries({ typing, presence, reading })) if (on) form.set(name, "on");
  const status = await page.evaluate(async ([url, body]) => {
    const answer = await fetch(url, { method: "POST", body: new URLSearchParams(body) });
    return answer.status;
  }, [`${home.url}/settings/sharing`, form.toString()]);
  assert.equal(status, 200);
}

async function arrive(page, thread) {
  const here = hears(page, `presence-thread-${thread}`);
  await enter(page, home, thread);
  await here;
}

scene("who has the thread open is seen to be here, and to be gone", async (stage) => {
  const thread = await home.thread(["anna", "ben", "cleo"], "Plans", { reuse: false });
  const anna = await stage.member(home, "anna");
  await arrive(anna, thread);
  assert.equal(await company(anna), "");
  const ben = await stage.member(home, "ben");
  await arrive(ben, thread);
  await eventually(() => company(anna), "Here now: Ben");
  await eventually(() => company(ben), "Here now: Anna");
  await ben.goto(`${home.url}/settings`);
  await eventually(() => company(anna), "");
  assertCalm(anna);
});

scene("who is writing is seen until they have sent it", async (stage) => {
  const thread = await home.thread(["anna", "ben"]);
  const [anna, ben] = [await stage.member(home, "anna"), await stage.member(home, "ben")];
  await arrive(anna, thread);
  await arrive(ben, thread);
  await ben.locator("#composer_body").pressSequentially("Soon");
  await eventually(() => company(anna), "Writing: Ben…");
  assert.equal(await company(ben), "Here now: Anna");
  await write(ben, "Now");
  await eventually(() => log(anna), ["Now"]);
  await eventually(() => company(anna), "Here now: Ben");
  assertCalm(anna);
});

scene("faces stand under the message that people have read up to, and move nothing", async (stage) => {
  const thread = await home.thread(["anna", "ben", "cleo"], "Reading", { reuse: false });
  await home.say("anna", thread, "one");
  const [anna, ben] = [await stage.member(home, "anna"), await stage.member(home, "ben")];
  await arrive(anna, thread);
  assert.equal(await readUpTo(anna, "ben"), null);
  await arrive(ben, thread);
  await eventually(() => readUpTo(anna, "ben"), "one");
  const heights = () => anna.locator(".messages__item").evaluateAll((items) => items.map((item) => item.offsetHeight));
  const before = await heights();
  await home.say("anna", thread, "two");
  await eventually(() => readUpTo(anna, "ben"), "two");
  assert.deepEqual((await heights()).slice(0, before.length), before);
  // Under one's own words nobody's face stands: that they have read those goes without saying.
  await write(ben, "three");
  await eventually(() => readUpTo(anna, "ben"), null);
  await anna.reload();
  assert.equal(await readUpTo(anna, "ben"), null);
  await eventually(() => readUpTo(ben, "anna"), "three");
  // Whoever comes later, and without JavaScript, sees the same.
  const plain = await stage.member(home, "cleo", { javaScriptEnabled: false });
  await plain.goto(`${home.url}/threads/${thread}`);
  const face = plain.locator(`[data-reader="${home.members.anna}"]`);
  assert.match(await face.locator("xpath=ancestor::li[1]").innerText(), /three/);
  assertCalm(anna);
  assertCalm(ben);
});

scene("who shows nothing is not seen and does not see", async (stage) => {
  const thread = await home.thread(["anna", "ben"], "Hidden", { reuse: false });
  const first = await home.say("anna", thread, "hello");
  assert.ok(first);
  const [anna, ben] = [await stage.member(home, "anna"), await stage.member(home, "ben")];
  await share(ben, { typing: false, presence: false, reading: false });
  await arrive(anna, thread);
  await enter(ben, home, thread);
  await ben.locator("#composer_body").pressSequentially("Quietly");
  await anna.locator("#composer_body").pressSequentially("Loudly");
  await write(ben, "said");
  await eventually(() => log(anna), ["hello", "said"]);
  await home.say("anna", thread, "last");
  await eventually(() => log(ben), ["hello", "said", "last"]);
  assert.equal(await company(anna), "");
  assert.equal(await readUpTo(anna, "ben"), null);
  assert.equal(await ben.locator("thread-company, read-marks, .reader").count(), 0);
  // Shown again, all of it is there again.
  await share(ben, {});
  await arrive(ben, thread);
  await eventually(() => company(anna), "Here now: Ben");
  await eventually(() => readUpTo(anna, "ben"), "last");
  // Hidden again, they go from the pages that are open.
  await share(ben, { typing: false, presence: false, reading: false });
  await eventually(() => readUpTo(anna, "ben"), null);
  await eventually(() => company(anna), "");
  assertCalm(anna);
});

scene("what is read on one device is read on all of a person's devices at once", async (stage) => {
  const thread = await home.thread(["anna", "cleo"], "Devices", { reuse: false });
  const [phone, tablet] = [await stage.member(home, "anna"), await stage.member(home, "anna")];
  const live = hears(phone, "private-user-");
  await phone.goto(home.url);
  await live;
  await home.say("cleo", thread, "news");
  const badge = phone.locator(".row", { hasText: "Devices" }).locator(".badge");
  await eventually(() => badge.count(), 1);
  await enter(tablet, home, thread);
  await eventually(() => badge.count(), 0);
  assertCalm(phone);
});
