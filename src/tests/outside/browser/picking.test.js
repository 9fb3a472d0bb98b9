// People after an @, emoji from the picker, and what Enter means.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { barriers, overflow } from "../lib/barriers.js";
import { Home } from "../lib/home.js";
import { assertCalm, enter, eventually, log, scene, write } from "../lib/stage.js";

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
const DESK = { viewport: { width: 1440, height: 900 } };
const PEOPLE = { rosa: "Rosa", rosita: "Rosa", ana: "Ana", anamaria: "Ana María", nour: "نور الهدى", zoe: "Zoë van Dijk" };

let home;
let thread;
before(async () => {
  home = await Home.of(PEOPLE);
  thread = await talk(["anna", "ben", ...Object.keys(PEOPLE)], "Everybody");
});
after(() => home?.close());

async function talk(usernames, title) {
  const memberIds = usernames.map((username) => home.members[username]);
  return (await home.do(usernames[0], "POST", "/api/threads", { memberIds, title, reuse: false })).thread.id;
}

const offered = (page) => page.locator(".people__person:visible .people__name").allInnerTexts();
const body = (page) => page.inputValue("#composer_body");
const mentions = async (username) =>
  (await home.do(username, "GET", "/api/threads")).threads.find(({ id }) => id === thread).mentionCount;

scene("people are found by any of their names and with or without accents", async (stage) => {
  const anna = await stage.member(home, "anna");
  await enter(anna, home, thread);
  const list = anna.locator(".people");
  const type = async (text) => {
    await anna.fill("#composer_body", "");
    await anna.locator("#composer_body").pressSequentially(text);
  };
  for (const [typed, found] of [
    ["@zo", ["Zoë van Dijk"]],
    ["hello @dijk", ["Zoë van Dijk"]],
    ["(@maria", ["Ana María"]],
    ["@ana m", ["Ana María"]],
    ["@نو", ["نور الهدى"]],
    ["@rosit", ["Rosa"]],
    ["@ben", ["Ben"]],
  ]) {
    await type(typed);
    await eventually(() => offered(anna), found);
  }
  for (const none of ["mail me@be", "@nobodyatall", "https://example.org/@be", "@ben\nx"]) {
    await type(none);
    await anna.waitForTimeout(100);
    await eventually(() => list.isVisible(), false);
  }
  assertCalm(anna);
});

scene("what the picker puts in mentions that person and nobody else, by keys alone", async (stage) => {
  const anna = await stage.member(home, "anna");
  await enter(anna, home, thread);
  const field = anna.locator("#composer_body");
  const names = { ...PEOPLE, ben: "Ben" };
  for (const username of Object.keys(names)) {
    const before = Object.fromEntries(await Promise.all(Object.keys(names).map(async (each) => [each, await mentions(each)])));
    await field.pressSequentially(`hm @${names[username].slice(0, 3)}`);
    await anna.locator(".people").waitFor();
    const wanted = `mention_${home.members[username]}`;
    for (let n = 0; n < 9 && (await field.getAttribute("aria-activedescendant")) !== wanted; n++) {
      await anna.keyboard.press("ArrowDown");
    }
    assert.equal(await field.getAttribute("aria-activedescendant"), wanted);
    await anna.keyboard.press(username === "ben" ? "Tab" : "Enter");
    assert.equal(await anna.locator(".people").isVisible(), false);
    assert.match(await body(anna), / $/, "one writes on at once");
    // Words that could make somebody else of it.
    await field.pressSequentially("María come");
    await anna.keyboard.press("Enter");
    await eventually(() => body(anna), "");
    // Who was meant comes first: only then is the message stored for certain.
    for (const each of [username, ...Object.keys(names)]) {
      await eventually(() => mentions(each), before[each] + (each === username ? 1 : 0));
    }
  }
  assertCalm(anna);
});

scene("whom one has walked to stays chosen when the browser tells late where the cursor is", async (stage) => {
  const anna = await stage.member(home, "anna");
  await enter(anna, home, thread);
  const field = anna.locator("#composer_body");
  await field.pressSequentially("@ana");
  await anna.locator(".people").waitFor();
  await anna.keyboard.press("ArrowDown");
  const chosen = await field.getAttribute("aria-activedescendant");
  assert.equal(chosen, `mention_${home.members.anamaria}`);
  await anna.evaluate(() => document.dispatchEvent(new Event("selectionchange")));
  assert.equal(await field.getAttribute("aria-activedescendant"), chosen);
  await anna.keyboard.press("Enter");
  assert.equal(await body(anna), "@Ana María ");
  assertCalm(anna);
});

scene("whom one has walked to stays chosen when the names are brought anew", async (stage) => {
  const anna = await stage.member(home, "anna");
  await enter(anna, home, thread);
  const field = anna.locator("#composer_body");
  let asked = 0;
  let bring;
  const held = new Promise((resolve) => (bring = resolve));
  await anna.route(/mentions/, async (route) => {
    asked += 1;
    if (asked > 1) await held;
    await route.continue();
  });
  await field.pressSequentially("@an");
  await anna.locator(".people").waitFor();
  // A while passes on the page's clock: the names are asked for again with the next letter.
  await anna.evaluate(() => {
    const { now } = Date;
    Date.now = () => now.call(Date) + 120_000;
  });
  await field.pressSequentially("a");
  await eventually(async () => asked, 2);
  await anna.keyboard.press("ArrowDown");
  const chosen = await field.getAttribute("aria-activedescendant");
  assert.equal(chosen, `mention_${home.members.anamaria}`);
  const brought = anna.waitForResponse(/mentions/);
  bring();
  await (await brought).finished();
  await anna.waitForTimeout(200);
  assert.equal(await field.getAttribute("aria-activedescendant"), chosen);
  await anna.keyboard.press("Enter");
  assert.equal(await body(anna), "@Ana María ");
  assert.equal(asked, 2, "one asks once at a time");
  assertCalm(anna);
});

scene("Escape leaves the @ alone, and the list comes back with another", async (stage) => {
  const anna = await stage.member(home, "anna");
  await enter(anna, home, thread);
  const list = anna.locator(".people");
  await anna.locator("#composer_body").pressSequentially("@b");
  await list.waitFor();
  await anna.keyboard.press("Escape");
  await list.waitFor({ state: "hidden" });
  await anna.keyboard.type("e");
  await anna.waitForTimeout(100);
  assert.equal(await list.isVisible(), false);
  await anna.keyboard.type(" and @z");
  await list.waitFor();
  await anna.keyboard.press("Enter");
  assert.equal(await body(anna), "@be and @Zoë van Dijk ");
  // One step back is one press.
  await anna.keyboard.press("Control+z");
  assert.equal(await body(anna), "@be and @z");
  assertCalm(anna);
});

for (const [size, options] of Object.entries({ phone: PHONE, desk: DESK })) {
  for (const colorScheme of ["light", "dark"]) {
    scene(`the pickers are without barriers: ${size}, ${colorScheme}`, async (stage) => {
      const anna = await stage.member(home, "anna", { ...options, colorScheme });
      await enter(anna, home, thread);
      const said = await home.say("ben", thread, `to be felt about ${size} ${colorScheme}`);
      const found = [];
      const look = async (name) => {
        found.push(...(await barriers(anna)).map((barrier) => `${name}: ${barrier}`));
        if ((await overflow(anna)) > 0) found.push(`${name}: wider than the window`);
      };
      await anna.locator("#composer_body").pressSequentially("@");
      await anna.locator(".people").waitFor();
      await look("people");
      for (const person of await anna.locator(".people__person:visible").all()) {
        assert.ok((await person.boundingBox()).height >= 44);
      }
      await (size === "phone" ? anna.locator(".people__person", { hasText: "Ben" }).tap() : anna.locator(".people__person", { hasText: "Ben" }).click());
      assert.equal(await body(anna), "@Ben ");
      await anna.fill("#composer_body", "");
      await anna.locator(`[data-id="${said.id}"] .message__bubble`).hover();
      await anna.locator(`[data-id="${said.id}"] .message__more`).click();
      await anna.locator(".acts .emoji__more").click();
      await anna.locator(".emojis__kind").nth(8).waitFor({ state: "attached" });
      await look("emoji");
      const { width, height } = options.viewport;
      const box = await anna.locator(".emojis").boundingBox();
      assert.ok(box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height + 1, JSON.stringify(box));
      for (const target of await anna.locator(".emojis :is(button, input):visible").all().then((all) => all.slice(0, 40))) {
        const { width, height } = await target.boundingBox();
        assert.ok(width >= 43.9 && height >= 43.9, `${await target.getAttribute("aria-label")}: ${width} by ${height}`);
      }
      await anna.fill(".emojis__search", "nothing like it");
      await look("nothing found");
      await anna.fill(".emojis__search", "hug");
      await anna.locator('.emojis .emoji__button[value="🤗"]').click();
      await anna.locator(`[data-id="${said.id}"] .reaction[value="🤗"]`).waitFor();
      assert.deepEqual(found, []);
      assertCalm(anna);
    });
  }
}

scene("an emoji is found by name and short name, walked to by arrows, and remembered", async (stage) => {
  const anna = await stage.member(home, "anna");
  await enter(anna, home, thread);
  const open = async () => {
    await anna.click(".composer__emoji");
    // What was shown the last time is there before it is shown again.
    await anna.locator(".emojis__search").waitFor();
    await anna.locator(".emojis__kind").nth(8).waitFor({ state: "attached" });
  };
  const focused = () => anna.evaluate(() => document.activeElement.value ?? document.activeElement.className);
  await anna.fill("#composer_body", "happy ");
  await open();
  await anna.keyboard.type(":tada:");
  await anna.keyboard.press("Enter");
  assert.equal(await body(anna), "happy 🎉");
  assert.equal(await anna.evaluate(() => document.activeElement.id), "composer_body");
  await anna.keyboard.type("!");
  await anna.keyboard.press("Control+z");
  await anna.keyboard.press("Control+z");
  assert.equal(await body(anna), "happy ");

  // The grid is one stop for the tabulator, and the arrows go on from it, up to the search again.
  await open();
  await anna.keyboard.press("ArrowDown");
  assert.equal(await focused(), "🎉", "what was used lately comes first");
  await anna.keyboard.press("ArrowDown");
  assert.equal(await focused(), "😀");
  await anna.keyboard.press("ArrowRight");
  assert.equal(await focused(), "😃");
  await anna.keyboard.press("ArrowDown");
  await anna.keyboard.press("ArrowUp");
  assert.equal(await focused(), "😃");
  await anna.keyboard.press("Shift+Enter");
  await anna.keyboard.press("Enter");
  assert.equal(await body(anna), "happy 😃😃");
  assert.equal(await anna.locator(".emojis").isVisible(), false);

  // A skin tone is kept, and shown wherever there are any.
  await open();
  await anna.getByRole("button", { name: "Medium skin tone", exact: true }).click();
  await anna.fill(".emojis__search", "waving");
  await anna.keyboard.press("Enter");
  assert.match(await body(anna), /👋🏽$/);
  await anna.reload();
  await eventually(() => body(anna), "happy 😃😃👋🏽");
  await open();
  assert.deepEqual(await anna.locator(".emojis__grid").first().locator("button").allInnerTexts(), ["👋🏽", "😃", "🎉"]);
  // A group is a press away.
  await anna.getByRole("button", { name: "Flags", exact: true }).click();
  await anna.locator('.emojis__grid [value="🏁"]').click();
  assert.match(await body(anna), /🏁$/);
  await open();
  await anna.keyboard.press("Escape");
  assert.equal(await anna.locator(".emojis").isVisible(), false);
  assertCalm(anna);
});

scene("the picker is there at once and never holds the page up", async (stage) => {
  const anna = await stage.member(home, "anna");
  await enter(anna, home, thread);
  await anna.evaluate(() => {
    window.long = [];
    new PerformanceObserver((list) => window.long.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: "longtask" });
  });
  await anna.click(".composer__emoji");
  await anna.locator(".emojis__kind").nth(8).waitFor({ state: "attached" });
  await anna.waitForTimeout(300);
  const worst = Math.max(0, ...(await anna.evaluate(() => window.long)));
  // On two cores that other tests share; alone none is longer than 50.
  assert.ok(worst < 200, `${worst} ms`);
});

scene("Enter sends or begins a line, as its writer likes, and never ends a word that is put together", async (stage) => {
  const own = await talk(["anna", "ben"], "Enter");
  const anna = await stage.member(home, "anna");
  await enter(anna, home, own);
  const field = anna.locator("#composer_body");
  const said = [];
  const press = async (key, words) => {
    await field.pressSequentially(words);
    await anna.keyboard.press(key);
  };
  await press("Shift+Enter", "a line");
  await press("Enter", "and another");
  said.push("a line\nand another");
  await eventually(() => log(anna), said);
  await anna.evaluate(() => (document.documentElement.dataset.enter = "line"));
  await press("Enter", "one");
  await press("Shift+Enter", "two");
  said.push("one\ntwo");
  await eventually(() => log(anna), said);
  await press("Enter", "three");
  await press("Control+Enter", "four");
  said.push("three\nfour");
  await eventually(() => log(anna), said);
  await anna.evaluate(() => delete document.documentElement.dataset.enter);
  // As an input method does it: the Enter that takes the word is no Enter of ours.
  const session = await anna.context().newCDPSession(anna);
  await field.focus();
  await session.send("Input.imeSetComposition", { text: "にほん", selectionStart: 3, selectionEnd: 3 });
  await session.send("Input.dispatchKeyEvent", { type: "rawKeyDown", key: "Process", windowsVirtualKeyCode: 229 });
  await field.dispatchEvent("keydown", { key: "Enter", isComposing: true, bubbles: true, cancelable: true });
  await session.send("Input.insertText", { text: "日本" });
  assert.equal(await body(anna), "日本");
  await anna.keyboard.press("Enter");
  said.push("日本");
  await eventually(() => log(anna), said);

  const phone = await stage.member(home, "anna", PHONE);
  await enter(phone, home, own);
  await phone.locator("#composer_body").pressSequentially("on a");
  await phone.keyboard.press("Enter");
  await phone.keyboard.type("phone");
  assert.equal(await body(phone), "on a\nphone");
  await phone.tap(".composer__send");
  said.push("on a\nphone");
  await eventually(() => log(anna), said);
  assertCalm(anna);
});

scene("an answer that is half written is there again after an edit and after a reload", async (stage) => {
  const own = await talk(["anna", "ben"], "Drafts");
  const [question, mine] = [await home.say("ben", own, "which day?"), await home.say("anna", own, "mine")];
  const anna = await stage.member(home, "anna");
  await enter(anna, home, own);
  await anna.locator(`[data-id="${question.id}"] .message__bubble`).hover();
  await anna.locator(`[data-id="${question.id}"] .message__more`).click();
  await anna.locator(".acts [data-act=reply]").click();
  await anna.keyboard.type("on Mon");
  await anna.locator(`[data-id="${mine.id}"] .message__bubble`).hover();
  await anna.locator(`[data-id="${mine.id}"] .message__more`).click();
  await anna.locator(".acts [data-act=edit]").click();
  await eventually(() => body(anna), "mine");
  await anna.fill("#composer_body", "mine indeed");
  await anna.keyboard.press("Enter");
  await eventually(() => log(anna), ["which day?", "mine indeed"]);
  await eventually(() => body(anna), "on Mon");
  assert.equal(await anna.locator(".context__excerpt").innerText(), "which day?");
  await anna.waitForTimeout(500);
  await anna.reload();
  await eventually(() => body(anna), "on Mon");
  assert.equal(await anna.locator(".context__excerpt").innerText(), "which day?");
  await anna.locator("#composer_body").press("End");
  await anna.keyboard.type("day");
  await anna.keyboard.press("Enter");
  await eventually(async () => (await home.messages("anna", own)).at(-1).replyTo, question.id);
  await anna.reload();
  assert.equal(await anna.locator(".context").count(), 0);
  assert.equal(await body(anna), "");
  await write(anna, "done");
  await eventually(async () => (await home.messages("anna", own)).at(-1).replyTo, undefined);
  assertCalm(anna);
});
