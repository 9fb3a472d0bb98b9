// Two people in two browsers.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { Home } from "../lib/home.js";
import { assertCalm, enter, eventually, everything, hears, log, scene, write } from "../lib/stage.js";

let home;
before(async () => (home = await Home.of({ cleo: "Cleo" }, { HEARTH_RATE_LIMITS: "on" })));
after(() => home?.close());

scene("two people chat live, in order and without doubles", async (stage) => {
  const thread = await home.thread(["anna", "ben"]);
  const [anna, ben] = [await stage.member(home, "anna"), await stage.member(home, "ben")];
  await enter(anna, home, thread);
  await enter(ben, home, thread);
  const said = [];
  for (let turn = 1; turn <= 5; turn++) {
    for (const [name, page] of [["Anna", anna], ["Ben", ben]]) {
      said.push(`${name} says ${turn}`);
      await write(page, said.at(-1));
      await eventually(() => log(anna), said);
      await eventually(() => log(ben), said);
    }
  }
  assert.deepEqual(await everything(anna), said);
  assert.deepEqual(await everything(ben), said);
  assert.deepEqual(await home.bodies("anna", thread), said);
  assertCalm(anna);
  assertCalm(ben);
});

scene("both writing at once end up with the same order", async (stage) => {
  const thread = await home.thread(["anna", "ben", "cleo"]);
  const pages = [await stage.member(home, "anna"), await stage.member(home, "ben")];
  for (const page of pages) await enter(page, home, thread);
  const each = 12;
  await Promise.all(
    pages.map(async (page, who) => {
      for (let n = 0; n < each; n++) await write(page, `${who}:${n}`);
    }),
  );
  await eventually(async () => (await home.bodies("anna", thread)).length, 2 * each);
  const stored = await home.bodies("anna", thread);
  for (const page of pages) {
    await eventually(() => log(page), stored);
    await eventually(() => everything(page), stored);
  }
  for (const who of [0, 1]) {
    const own = stored.filter((body) => body.startsWith(`${who}:`));
    assert.deepEqual(own, [...own].sort((a, b) => Number(a.slice(2)) - Number(b.slice(2))), "in the order typed");
  }
});

scene("what is heard while the page that holds it is on its way stands there once", async (stage) => {
  const thread = await home.thread(["anna", "ben"], "Once", { reuse: false });
  await home.say("ben", thread, "first");
  const anna = await stage.member(home, "anna");
  await enter(anna, home, thread);
  // The next answer to each question comes late, and says what was so when it was asked.
  const held = {};
  for (const name of ["since", "cursor"]) {
    let free;
    const gate = new Promise((done) => (free = done));
    const asked = new Promise((done) => {
      const late = async (route) => {
        const response = await route.fetch();
        done();
        await gate;
        await route.fulfill({ response });
      };
      anna.route(new RegExp(`/messages\\?(.*&)?${name}=`), late, { times: 1 });
    });
    held[name] = { asked, free };
  }
  await home.say("ben", thread, "second");
  await held.since.asked;
  await home.say("ben", thread, "third");
  await write(anna, "fourth");
  await eventually(async () => (await home.bodies("anna", thread)).length, 4);
  await anna.locator(".messages__outbox [data-state]").waitFor({ state: "detached" });
  const caughtUp = anna.waitForResponse((response) => /[?&]since=/.test(response.url()) && held.isLater);
  held.since.free();
  await held.cursor.asked;
  held.isLater = true;
  await home.say("ben", thread, "fifth");
  await caughtUp;
  // Long enough to be shown.
  await anna.waitForTimeout(300);
  held.cursor.free();
  const all = ["first", "second", "third", "fourth", "fifth"];
  await eventually(() => log(anna), all);
  await home.say("ben", thread, "sixth");
  await eventually(() => log(anna), [...all, "sixth"]);
  assertCalm(anna);
});

scene("a page that is asked for while everything is shown brings nothing twice", async (stage) => {
  const thread = await home.thread(["anna", "ben"], "Twice", { reuse: false });
  await home.say("ben", thread, "first");
  const anna = await stage.member(home, "anna");
  await enter(anna, home, thread);
  /** The next question of that name stands still; with `isAnswered` what is so by then is what it brings. */
  const held = (name, isAnswered) => {
    let free;
    const gate = new Promise((done) => (free = done));
    const asked = new Promise((done) => {
      const late = async (route) => {
        const response = isAnswered ? await route.fetch() : null;
        done();
        await gate;
        await (response ? route.fulfill({ response }) : route.continue());
      };
      anna.route(new RegExp(`/messages\\?(.*&)?${name}=`), late, { times: 1 });
    });
    return { asked, free };
  };
  /** Somebody says something, and the page has heard of it. */
  const heard = async (body) => {
    const told = anna.waitForResponse(async (response) => {
      return /[?&]since=/.test(response.url()) && (await response.text()).includes(`>${body}<`);
    });
    await home.say("ben", thread, body);
    await told;
    await anna.waitForTimeout(300);
  };
  const [since, first] = [held("since", true), held("cursor", false)];
  await home.say("ben", thread, "second");
  await since.asked;
  await home.say("ben", thread, "third");
  await write(anna, "fourth");
  await eventually(async () => (await home.bodies("anna", thread)).length, 4);
  await anna.locator(".messages__outbox [data-state]").waitFor({ state: "detached" });
  since.free();
  await first.asked;
  await heard("fifth");
  const second = held("cursor", false);
  first.free();
  await second.asked;
  assert.deepEqual(await log(anna), ["first", "second", "third", "fourth", "fifth"]);
  await heard("sixth");
  second.free();
  const all = ["first", "second", "third", "fourth", "fifth", "sixth"];
  await eventually(() => log(anna), all);
  await heard("seventh");
  await eventually(() => log(anna), [...all, "seventh"]);
  assertCalm(anna);
});

scene("what is typed faster than the disk of the device writes goes out in the order typed", async (stage) => {
  const thread = await home.thread(["anna", "ben"], "Quick");
  const anna = await stage.member(home, "anna");
  // Whatever is written takes as long as on the memory card of an old telephone.
  await anna.addInitScript(() => {
    const { put } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.put = function (...all) {
      const request = put.apply(this, all);
      const until = performance.now() + 250;
      const again = () => performance.now() < until && (this.count().onsuccess = again);
      again();
      return request;
    };
  });
  await enter(anna, home, thread);
  const [before, typed] = [await log(anna), ["one", "two", "three", "four", "five"]];
  for (const body of typed) await write(anna, body);
  await eventually(() => log(anna), [...before, ...typed]);
  assert.deepEqual(await home.bodies("ben", thread), [...before, ...typed]);
});

scene("what a program posts appears as well, and a third person's page stays silent", async (stage) => {
  const thread = await home.thread(["anna", "ben"]);
  const other = await home.thread(["cleo", "ben"], "Elsewhere");
  const anna = await stage.member(home, "anna");
  const cleo = await stage.member(home, "cleo");
  await enter(anna, home, thread);
  await enter(cleo, home, other);
  const before = await log(anna);
  await home.say("ben", thread, "from a program");
  await eventually(() => log(anna), [...before, "from a program"]);
  await home.say("ben", other, "for Cleo");
  await eventually(() => log(cleo), ["for Cleo"]);
  assert.deepEqual(await log(anna), [...before, "from a program"]);
});

scene("the list of threads moves and counts by itself", async (stage) => {
  const thread = await home.thread(["anna", "cleo"], "Plans");
  const anna = await stage.member(home, "anna");
  const row = anna.locator(".row", { hasText: "Plans" });
  const live = hears(anna, "private-user-");
  await anna.reload();
  await live;
  await home.say("cleo", thread, "look at this");
  await row.filter({ hasText: "look at this" }).waitFor();
  await eventually(() => anna.locator(".row__name").first().innerText(), "Plans");
  assert.equal(await row.locator(".badge").innerText(), "1");
  assertCalm(anna);
});
