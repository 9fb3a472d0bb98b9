// The conversation in Firefox, where it is laid out, scrolled and measured by another engine.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { enter, eventually, scene, texts } from "../lib/fox.js";
import { Home } from "../lib/home.js";

const LOG = ".messages__log .message__body";

let home;
before(async () => (home = await Home.of()));
after(() => home?.close());

const within = (page, selector) =>
  page.$eval(selector, (element) => {
    const list = document.querySelector("message-list").getBoundingClientRect();
    const { top, bottom } = element.getBoundingClientRect();
    return top >= list.top - 1 && bottom <= list.bottom + 1;
  });

scene("two people chat live", async (member) => {
  const thread = await home.thread(["anna", "ben"], "Talk", { reuse: false });
  const [anna, ben] = [await member(home, "anna"), await member(home, "ben")];
  await enter(anna, home, thread);
  await enter(ben, home, thread);
  const said = [];
  for (const [page, body] of [[anna, "one"], [ben, "*two*"], [anna, "three"]]) {
    await page.type("#composer_body", body);
    await page.keyboard.press("Enter");
    said.push(body.replaceAll("*", ""));
    await eventually(() => texts(anna, LOG), said);
    await eventually(() => texts(ben, LOG), said);
  }
  await ben.type("#composer_body", "four");
  await eventually(async () => (await texts(anna, ".company"))[0].replace(/[\u2068\u2069]/g, ""), "Writing: Ben…");
  assert.deepEqual([...anna.complaints, ...ben.complaints], []);
});

scene("the composer grows with what is written, and shrinks again", async (member) => {
  const thread = await home.thread(["anna", "ben"], "Growing", { reuse: false });
  const anna = await member(home, "anna");
  await enter(anna, home, thread);
  const height = () => anna.$eval("#composer_body", (body) => body.offsetHeight);
  const one = await height();
  await anna.type("#composer_body", "first");
  for (const line of ["second", "third"]) {
    await anna.keyboard.down("Shift");
    await anna.keyboard.press("Enter");
    await anna.keyboard.up("Shift");
    await anna.keyboard.type(line);
  }
  assert.ok((await height()) > 2 * one, `${await height()} after three lines, ${one} before`);
  await anna.keyboard.press("Enter");
  await eventually(() => texts(anna, LOG), ["first\nsecond\nthird"]);
  await eventually(height, one);
  assert.deepEqual(anna.complaints, []);
});

scene("a thread opens where one stopped reading, and stays there", async (member) => {
  const thread = await home.thread(["anna", "ben"], "Unread", { reuse: false });
  const ids = [];
  for (let n = 0; n < 40; n++) ids.push((await home.say("anna", thread, `message ${n}`)).id);
  await home.do("ben", "POST", `/api/threads/${thread}/read`, { messageId: ids[9] });
  const ben = await member(home, "ben");
  await enter(ben, home, thread);
  assert.ok(await within(ben, ".messages__item--first-new"), "the line is in sight");
  await new Promise((done) => setTimeout(done, 1_000));
  assert.ok(await within(ben, ".messages__item--first-new"), "and still is when older messages have come");
  assert.deepEqual(ben.complaints, []);
});
