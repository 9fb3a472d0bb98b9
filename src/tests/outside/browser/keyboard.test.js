// Without a mouse: everything is reached with keys, and one always sees where one is.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { Home, PASSWORD } from "../lib/home.js";
import { eventually, hears, log, scene } from "../lib/stage.js";

const MOST_STEPS = 60;

let home;
before(async () => (home = await Home.of({}, { HEARTH_RATE_LIMITS: "on" })));
after(() => home?.close());

/** What has the focus, and whether a person sees that it does. */
function focus(page) {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    // The ring may be around what holds the field, as around the composer.
    let seen = false;
    for (let each = element; each && each !== document.body && !seen; each = each.parentElement) {
      const style = getComputedStyle(each);
      // Or around the surface that a link is spread over.
      const outlined = [style, getComputedStyle(each, "::after")].some(
        ({ outlineStyle, outlineWidth }) => outlineStyle !== "none" && parseFloat(outlineWidth) >= 1,
      );
      seen = (each === element || each.matches(":focus-within")) && (outlined || style.boxShadow !== "none");
    }
    const box = element.getBoundingClientRect();
    const inside = box.width > 0 && box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;
    const name = element.getAttribute("aria-label") ?? element.labels?.[0]?.innerText ?? element.innerText ?? "";
    return { id: element.id, name: name.trim(), tag: element.localName, seen, inside };
  });
}

/** Tabs on until `wanted` has the focus; on the way every stop must be visible. */
async function tabTo(page, wanted) {
  const stops = [];
  for (let step = 0; step < MOST_STEPS; step++) {
    await page.keyboard.press("Tab");
    const found = await focus(page);
    if (!found) continue;
    stops.push(found.name || found.id || found.tag);
    assert.ok(found.seen, `the focus on ${JSON.stringify(found)} is not seen`);
    assert.ok(found.inside, `${JSON.stringify(found)} has the focus outside the window`);
    if (wanted(found)) return;
  }
  assert.fail(`not reached; stops were ${stops.join(" · ")}`);
}

scene("somebody signs in, chooses a thread, writes and sends with keys alone", async (stage) => {
  const thread = await home.thread(["anna", "ben"], "Keys only");
  await home.say("ben", thread, "are you there?");
  const anna = await stage.window();
  await anna.goto(`${home.url}/`);
  await tabTo(anna, ({ id }) => id === "username");
  await anna.keyboard.type("anna");
  await tabTo(anna, ({ id }) => id === "password");
  await anna.keyboard.type(PASSWORD);
  await anna.keyboard.press("Enter");
  await anna.waitForURL(`${home.url}/`);

  const live = hears(anna, `thread-${thread}`);
  await tabTo(anna, ({ tag, name }) => tag === "a" && name.includes("Keys only"));
  await anna.keyboard.press("Enter");
  await anna.waitForURL(`${home.url}/threads/${thread}`);
  await live;
  await tabTo(anna, ({ id }) => id === "composer_body");
  await anna.keyboard.type("yes, here");
  await anna.keyboard.press("Shift+Enter");
  await anna.keyboard.type("with two lines");
  await anna.keyboard.press("Enter");
  await eventually(() => log(anna), ["are you there?", "yes, here\nwith two lines"]);
  assert.equal((await focus(anna)).id, "composer_body");

  await tabTo(anna, ({ name }) => name === "Send");
  // Back past the ways to files and to emoji.
  for (let step = 0; step < 6 && (await focus(anna)).id !== "composer_body"; step++) {
    await anna.keyboard.press("Shift+Tab");
  }
  assert.equal((await focus(anna)).id, "composer_body");
  await anna.keyboard.type("by the button");
  await tabTo(anna, ({ name }) => name === "Send");
  await anna.keyboard.press("Enter");
  await eventually(async () => (await log(anna)).at(-1), "by the button");
});

scene("what happens live never takes the focus or what is being typed", async (stage) => {
  const thread = await home.thread(["anna", "ben"], "Steady");
  const other = await home.thread(["anna", "ben"], "Steady");
  const anna = await stage.member(home, "anna");
  const live = hears(anna, `thread-${thread}`);
  await anna.goto(`${home.url}/threads/${thread}`);
  await live;
  await anna.focus("#composer_body");
  await anna.keyboard.type("half a sen");
  const start = await log(anna);
  await home.say("ben", thread, "meanwhile");
  await eventually(() => log(anna), [...start, "meanwhile"]);
  assert.equal((await focus(anna)).id, "composer_body");
  await anna.keyboard.type("tence");
  assert.equal(await anna.inputValue("#composer_body"), "half a sentence");

  // A row of the list, which is drawn anew at every message.
  const row = anna.locator(`.row[data-thread="${other}"]`);
  await row.focus();
  await home.say("ben", other, "the list changes");
  await row.filter({ hasText: "the list changes" }).waitFor();
  assert.equal(await anna.evaluate(() => document.activeElement.dataset.thread), other);

  // A message that changes while something in it has the focus.
  const said = await home.say("ben", thread, "see http://example.org/ please");
  const link = anna.locator(".message__body a", { hasText: "example.org" });
  await link.waitFor();
  await link.focus();
  await home.do("ben", "PATCH", `/api/messages/${said.id}`, { body: "see http://example.org/ now" });
  await anna.locator(".message__body", { hasText: "now" }).waitFor();
  assert.equal(await anna.evaluate(() => document.activeElement.href), "http://example.org/");

  // More to stop at comes before what has the focus; it stays on the same thing, not on the same number.
  await home.do("ben", "PATCH", `/api/messages/${said.id}`, { body: "first http://example.net/ then http://example.org/" });
  await anna.locator(".message__body a", { hasText: "example.net" }).waitFor();
  assert.equal(await anna.evaluate(() => document.activeElement.href), "http://example.org/");
  const heart = encodeURIComponent("❤️");
  await home.do("ben", "PUT", `/api/messages/${said.id}/reactions/${heart}`);
  const reaction = anna.locator(`[data-id="${said.id}"] .reaction`);
  await reaction.focus();
  await home.do("ben", "PATCH", `/api/messages/${said.id}`, { body: "neither" });
  await anna.locator(".message__body", { hasText: "neither" }).waitFor();
  assert.equal(await anna.evaluate(() => document.activeElement.className), "reaction");
  // Nothing is left of what had the focus: it is on the same message still.
  await home.do("ben", "DELETE", `/api/messages/${said.id}/reactions/${heart}`);
  await reaction.waitFor({ state: "detached" });
  assert.equal(await anna.evaluate(() => document.activeElement.closest("[data-id]")?.dataset.id), said.id);
});

scene("the first stop leads past everything to the content", async (stage) => {
  const thread = await home.thread(["anna", "ben"]);
  const anna = await stage.member(home, "anna");
  for (const where of ["/", `/threads/${thread}`, "/threads/new", "/settings"]) {
    await anna.goto(`${home.url}${where}`);
    await anna.keyboard.press("Tab");
    assert.ok((await focus(anna)).seen);
    await anna.keyboard.press("Enter");
    await anna.waitForURL(/#main$/);
  }
});
