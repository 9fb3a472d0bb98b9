// What people write is text: it runs nothing, breaks nothing and turns nothing around.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { Home } from "../lib/home.js";
import { png } from "../lib/pictures.js";
import { assertCalm, enter, eventually, log, scene, write } from "../lib/stage.js";

const NASTY = [
  `<script>document.title = "owned"</script>`,
  `<img src=x onerror="document.title='owned'">`,
  `"><svg onload=document.title='owned'>`,
  `</textarea><script>document.title="owned"</script>`,
  `<style>*{display:none!important}</style>`,
  `<form action="https://example.org/"><input name=password>`,
  `<base href="https://example.org/">`,
  `<a href="javascript:document.title='owned'">press</a>`,
  `javascript:document.title='owned'`,
  `https://example.org/"onmouseover="document.title='owned'`,
  "{{ 7 * 7 }} ${7 * 7} {% include 'base.html' %}",
  "&lt;b&gt; &amp;amp; <!-- <b>",
  `</ol></div></main><h1>owned</h1>`,
];
const RLO = "\u202e";
const RLI = "\u2067";

let home;
before(async () => {
  home = await Home.of({
    script: `<script>document.title="owned"</script>`,
    quote: `"><img src=x onerror=document.title='owned'>`,
    turned: `${RLO}${RLO}drawkcab`,
    open: `${RLI}never closed`,
    salma: "سلمى حداد",
  });
});
after(() => home?.close());

/** Elements that only somebody's text could have made. */
function intruders(page) {
  return page
    .locator("main script, main style, main iframe, main object, main base, main svg[onload], [onerror], [onmouseover]")
    .count();
}

async function assertInert(page) {
  assert.equal(await intruders(page), 0);
  assert.doesNotMatch(await page.title(), /^owned/);
  const schemes = await page.locator("a[href]").evaluateAll((links) => links.map((link) => link.protocol));
  assert.deepEqual(schemes.filter((scheme) => !/^https?:$/.test(scheme)), []);
  assertCalm(page);
}

scene("markup in messages is shown as it was typed, from the server and live", async (stage) => {
  const thread = await home.thread(["anna", "ben"]);
  const [anna, ben] = [await stage.member(home, "anna"), await stage.member(home, "ben")];
  await enter(anna, home, thread);
  await enter(ben, home, thread);
  for (const [turn, body] of NASTY.entries()) {
    await write(turn % 2 ? anna : ben, body);
    for (const page of [anna, ben]) await eventually(async () => (await log(page)).at(-1), body);
  }
  for (const page of [anna, ben]) await assertInert(page);
  await anna.reload();
  assert.deepEqual(await log(anna), NASTY);
  await assertInert(anna);
  await anna.goto(`${home.url}/`);
  await anna.locator(".row__last").first().waitFor();
  await assertInert(anna);
});

scene("markup in names and titles is shown as it was typed, on every page", async (stage) => {
  const title = `<img src=x onerror="document.title='owned'"> & </h1>`;
  const thread = await home.thread(["anna", "script", "quote"], title);
  await home.say("script", thread, "hello");
  await home.say("quote", thread, "hello");
  const anna = await stage.member(home, "anna");
  await assertInert(anna);
  await enter(anna, home, thread);
  assert.equal(await anna.locator(".conversation__name").innerText(), title);
  assert.deepEqual(await anna.locator(".message__author bdi").allTextContents(), [
    `<script>document.title="owned"</script>`,
    `"><img src=x onerror=document.title='owned'>`,
  ]);
  await assertInert(anna);
  await anna.goto(`${home.url}/threads/new`);
  await assertInert(anna);
  const script = await stage.member(home, "script");
  await script.goto(`${home.url}/settings`);
  await assertInert(script);
});

scene("a file's name and content are never a page of ours", async (stage) => {
  const thread = await home.thread(["anna", "ben"], "Files");
  const form = new FormData();
  const evil = `<html><script>document.title="owned"</script>`;
  form.append("file", new Blob([evil], { type: "text/html" }), `<b>"owned'.html`);
  form.append("file", new Blob([`<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>`], { type: "image/svg+xml" }), "a.svg");
  form.append("file", new Blob([png(8, 8)], { type: "text/html" }), `x" onerror="document.title='owned'.png`);
  const { files } = await home.do("ben", "POST", "/api/files", form);
  const fileIds = files.map(({ id }) => id);
  await home.do("ben", "POST", `/api/threads/${thread}/messages`, { body: "files", fileIds });
  const anna = await stage.member(home, "anna");
  await enter(anna, home, thread);
  await anna.locator(".picture__image").waitFor();
  await assertInert(anna);
  const urls = await anna.locator("[data-attachment]").evaluateAll((all) => all.map(({ href }) => href));
  assert.equal(urls.length, 3);
  for (const url of urls) {
    const { headers, status } = await home.ask("anna", "GET", new URL(url).pathname);
    assert.equal(status, 200);
    assert.equal(headers.get("x-content-type-options"), "nosniff");
    assert.match(headers.get("content-security-policy"), /sandbox/);
    assert.doesNotMatch(headers.get("content-type"), /html|svg|xml/);
    if (headers.get("content-type") !== "image/png") assert.match(headers.get("content-disposition"), /^attachment/);
  }
});

/** Where the words of a line stand, from left to right. */
function order(page, selectors) {
  return page.evaluate((selectors) => {
    const left = (selector) => document.querySelector(selector).getBoundingClientRect().left;
    return [...selectors].sort((a, b) => left(a) - left(b));
  }, selectors);
}

/** How the text inside an element is drawn: its letters, from left to right. */
function drawn(locator) {
  return locator.evaluate((element) => {
    const letters = [];
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const { data } = walker.currentNode;
      for (let at = 0; at < data.length; at++) {
        const range = document.createRange();
        range.setStart(walker.currentNode, at);
        range.setEnd(walker.currentNode, at + 1);
        const box = range.getBoundingClientRect();
        if (box.width > 0) letters.push({ letter: data[at], left: box.left });
      }
    }
    return letters.sort((a, b) => a.left - b.left).map(({ letter }) => letter).join("");
  });
}

scene("names that turn the writing direction turn nothing but themselves", async (stage) => {
  const thread = await home.thread(["anna", "turned", "open"]);
  await home.say("turned", thread, "plain words");
  await home.say("open", thread, `${RLO}left open`);
  await home.say("turned", thread, "after it, plain again");
  const plain = await home.thread(["anna", "ben", "turned", "open"], `${RLO}title`);
  await home.say("ben", plain, "in the other");
  const anna = await stage.member(home, "anna");

  // In a row of the list the name comes before the time, whatever the name does.
  const row = `.row[data-thread="${thread}"]`;
  await anna.locator(row).waitFor();
  assert.deepEqual(await order(anna, [`${row} .row__time`, `${row} .row__name`]), [`${row} .row__name`, `${row} .row__time`]);
  const time = anna.locator(`${row} .row__time`);
  assert.equal((await drawn(time)).trim(), (await time.innerText()).trim());

  await enter(anna, home, thread);
  const bodies = anna.locator(".message__body");
  assert.equal(await drawn(bodies.nth(0)), "plain words");
  assert.equal(await drawn(bodies.nth(2)), "after it, plain again");
  for (const clock of await anna.locator(".message__time").all()) {
    assert.equal(await drawn(clock), await clock.innerText());
  }
  // Each name is turned by itself, and the word between them stays between them.
  const drawnTitle = await drawn(anna.locator(".conversation__name"));
  assert.ok(["backward and never closed", "never closed and backward"].includes(drawnTitle), drawnTitle);
  await anna.goto(`${home.url}/threads/${plain}`);
  assert.match(await drawn(anna.locator(".conversation__people")), /Ben/);
});

scene("right-to-left words stand right to left, beside others that do not", async (stage) => {
  const thread = await home.thread(["anna", "salma"]);
  const arabic = "مرحبا، كيف الحال؟ 123";
  await home.say("salma", thread, arabic);
  await home.say("anna", thread, "fine, thanks");
  await home.say("salma", thread, `${arabic}\nand in English`);
  const anna = await stage.member(home, "anna");
  await enter(anna, home, thread);
  const directions = await anna
    .locator(".message__body p, .message__body [dir]")
    .evaluateAll((lines) => lines.map((line) => getComputedStyle(line).direction));
  assert.equal(directions[0], "rtl");
  assert.equal(directions[1], "ltr");
  assert.deepEqual(await home.bodies("anna", thread), [arabic, "fine, thanks", `${arabic}\nand in English`]);
  assert.equal((await log(anna))[0], arabic);
});

scene("odd but valid text comes back as it was sent", async (stage) => {
  const thread = await home.thread(["anna", "ben", "salma"], "Odd");
  const odd = ["👨‍👩‍👧‍👦 🏳️‍🌈 👍🏽", "Z̷̢̛a̴l̷g̵o̶", "e\u0301 and é", "a\u00a0b\u2003c", "\u{1f1e9}\u{1f1ea}", `${RLO}abc\u202c`];
  const anna = await stage.member(home, "anna");
  await enter(anna, home, thread);
  for (const body of odd) await write(anna, body);
  await eventually(() => home.bodies("anna", thread), odd);
  await eventually(() => anna.locator(".messages__log .message__body").allTextContents(), odd);
  assertCalm(anna);
});
