// What a chat is to each of its people: muted, pinned, put away, with a picture, left, and joined late; live
// on all of a person's devices, and with links and forms alone.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { Home } from "../lib/home.js";
import { png } from "../lib/pictures.js";
import { assertCalm, enter, eventually, hears, log, scene } from "../lib/stage.js";

const PLAIN = { javaScriptEnabled: false };

let home;
before(async () => {
  home = await Home.of({ carl: "Carl" });
});
after(() => home?.close());

const names = (page) => page.locator(".row__name").allInnerTexts();

/** A chat of its own, whoever talks elsewhere. */
async function topic(usernames, title) {
  const memberIds = usernames.map((username) => home.members[username]);
  const opened = await home.do(usernames[0], "POST", "/api/threads", { memberIds, title, reuse: false });
  return opened.thread.id;
}

/** A window of Anna's with her list, live. */
async function listing(stage) {
  const page = await stage.member(home, "anna");
  const live = hears(page, "private-user-");
  await page.goto(`${home.url}/`);
  await live;
  return page;
}

/** Presses a button on the page about a chat. */
async function press(page, thread, name) {
  await page.goto(`${home.url}/threads/${thread}/settings`);
  await page.getByRole("button", { name, exact: true }).click();
  await page.waitForURL(/saved=yes$/);
}

scene("what one makes of a chat shows on one's other device at once, and on nobody else's", async (stage) => {
  const one = await topic(["anna", "ben"], "One");
  await topic(["anna", "ben"], "Two");
  const kitchen = await listing(stage);
  const phone = await stage.member(home, "anna");
  const ben = await stage.member(home, "ben");
  await eventually(() => names(kitchen), ["Two", "One", "Family Chat"]);

  await press(phone, one, "Pin");
  await eventually(() => names(kitchen), ["One", "Two", "Family Chat"]);
  await press(phone, one, "For an hour");
  await kitchen.locator(".row--muted").waitFor();
  await press(phone, one, "Unmute");
  await kitchen.locator(".row--muted").waitFor({ state: "detached" });

  await press(phone, one, "Archive");
  await eventually(() => names(kitchen), ["Two", "Family Chat"]);
  await kitchen.getByRole("link", { name: /Archived/ }).click();
  await eventually(() => names(kitchen), ["One"]);
  await eventually(() => names(ben), ["Two", "One", "Family Chat"]);

  // A message brings it back: out of this list, and into that one.
  await home.say("ben", one, "are you there?");
  await eventually(() => names(kitchen), []);
  await kitchen.getByRole("link", { name: "Back to your chats" }).click();
  await eventually(() => names(kitchen), ["One", "Two", "Family Chat"]);
  for (const page of [kitchen, phone, ben]) assertCalm(page);
});

scene("whoever leaves a chat on one device leaves its page on the other", async (stage) => {
  const thread = await topic(["anna", "ben", "carl"], "Football");
  const kitchen = await stage.member(home, "anna");
  await enter(kitchen, home, thread);
  const phone = await stage.member(home, "anna");
  await phone.goto(`${home.url}/threads/${thread}`);
  await phone.getByRole("link", { name: "Football" }).and(phone.locator(".conversation__about")).click();
  await phone.getByRole("link", { name: "Leave …" }).click();
  assert.match(await phone.locator("main").innerText(), /You cannot come back by yourself/);
  await phone.getByRole("button", { name: "Leave the chat" }).click();
  await phone.waitForURL(`${home.url}/`);
  await kitchen.waitForURL(`${home.url}/`);
  assert.ok(!(await names(kitchen)).includes("Football"));
});

scene("whoever is added for what is said from now on sees that, live, and nothing before it", async (stage) => {
  const thread = await topic(["anna", "ben"], "Presents");
  const old = await home.say("anna", thread, "they are in the attic");
  const anna = await stage.member(home, "anna");
  await anna.goto(`${home.url}/threads/${thread}/people/new`);
  await anna.getByLabel("Carl").check();
  await anna.getByLabel("Only what is said from now on").check();
  await anna.getByRole("button", { name: "Add them" }).click();
  await anna.waitForURL(/saved=yes$/);

  const carl = await stage.member(home, "carl");
  await enter(carl, home, thread);
  assert.deepEqual(await log(carl), []);
  assert.match(await carl.locator(".messages__beginning").innerText(), /You joined here/);
  await home.do("anna", "PATCH", `/api/messages/${old.id}`, { body: "they are in the cellar" });
  await home.do("anna", "POST", `/api/threads/${thread}/messages`, { body: "as I said", replyTo: old.id });
  await eventually(() => log(carl), ["as I said"]);
  assert.equal(await carl.locator(".quote").innerText(), "An earlier message");
  assert.ok(!(await carl.content()).includes("attic") && !(await carl.content()).includes("cellar"));
  // Nothing happens where there is nothing to go to.
  await carl.locator(".quote").click();
  assertCalm(carl);
});

scene("a chat is named, gets a picture and is muted with links and forms alone", async (stage) => {
  const thread = await topic(["anna", "ben"], "Garden");
  const page = await stage.member(home, "anna", PLAIN);
  await page.goto(`${home.url}/threads/${thread}`);
  await page.locator(".conversation__about").click();
  await page.waitForURL(/\/settings$/);
  await page.fill("#title", "The garden");
  await page.getByRole("button", { name: "Save the name" }).click();
  assert.equal(await page.locator("h1").innerText(), "The garden");
  assert.equal(await page.locator("[role=status]").innerText(), "Saved.");
  await page.setInputFiles("#picture", { name: "g.png", mimeType: "image/png", buffer: png(64, 64) });
  await page.getByRole("button", { name: "Save the picture" }).click();
  await page.locator(".about .avatar__picture").waitFor();
  await page.getByRole("button", { name: "Until 7 in the morning" }).click();
  assert.match(await page.locator(".own").innerText(), /Until 7:00/);
  await page.goto(`${home.url}/`);
  const row = page.locator(".row--muted");
  assert.equal(await row.locator(".row__name").innerText(), "The garden");
  const shown = await row.locator(".avatar__picture").evaluate((picture) => picture.decode().then(() => picture.naturalWidth));
  assert.ok(shown > 0);
});

scene("the way to a chat's page is a stop of the keyboard, as high as its head", async (stage) => {
  const thread = await topic(["anna", "ben"], "Keys");
  const page = await stage.member(home, "anna");
  await enter(page, home, thread);
  const about = page.locator(".conversation__about");
  await about.focus();
  const { width, height } = await page.evaluate(() => {
    const head = document.querySelector(".conversation__head").getBoundingClientRect();
    // The middle of the faces, of the name and of the sign at the end lead there alike.
    const stops = [".faces", ".conversation__text", ".conversation__more"].map((part) => {
      const box = document.querySelector(`.conversation__head ${part}`).getBoundingClientRect();
      return document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)?.className;
    });
    return stops.every((name) => name === "conversation__about") ? head : { width: 0, height: 0 };
  });
  assert.ok(width >= 44 && height >= 44);
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/settings$/);
  assertCalm(page);
});

scene("a chat that is renamed is called so on the pages that show it", async (stage) => {
  const thread = await home.thread(["anna", "ben"], "Before", { reuse: false });
  const anna = await stage.member(home, "anna");
  await enter(anna, home, thread);
  const name = () => anna.locator(".conversation__name").innerText();
  assert.match(await name(), /Before/);
  await anna.locator(".conversation__about").focus();
  await home.do("ben", "PATCH", `/api/threads/${thread}`, { title: "After" });
  await eventually(async () => /After/.test(await name()), true);
  await eventually(async () => /^After · /.test(await anna.title()), true);
  assert.ok(await anna.locator(".conversation__about").evaluate((each) => each === document.activeElement));
  await home.do("ben", "POST", `/api/threads/${thread}/members`, { memberIds: [home.members.carl] });
  await eventually(async () => /Carl/.test(await anna.locator(".conversation__people").innerText()), true);
  assertCalm(anna);
});
