// Every page, in every dress: nothing on the console, no policy broken, no barrier found.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { barriers, overflow } from "../lib/barriers.js";
import { Home, PASSWORD } from "../lib/home.js";
import { png } from "../lib/pictures.js";
import { assertCalm, enter, hears, scene, write } from "../lib/stage.js";
import { says } from "../lib/words.js";

const SIZES = { phone: { width: 360, height: 740 }, desk: { width: 1440, height: 900 } };
const THEMES = ["light", "dark"];

let home;
let places;
before(async () => {
  home = await Home.of({ salma: "سلمى حداد", long: "Maximiliana-Theodora von Hohenzollern-Sigmaringen" });
  const talk = await home.thread(["anna", "ben", "salma"], "Weekend");
  const earlier = await home.thread(["anna", "long"]);
  for (let n = 0; n < 70; n++) await home.say("long", earlier, `an earlier line, number ${n}`);
  const first = await home.say("ben", talk, "Who is coming?\n\n*Everybody*, I hope: https://example.org/a?b=c#d");
  await home.do("anna", "POST", `/api/threads/${talk}/messages`, { body: "I am!", replyTo: first.id });
  await home.do("anna", "PUT", `/api/messages/${first.id}/reactions/${encodeURIComponent("❤️")}`);
  await home.say("salma", talk, "أنا قادمة أيضا 🎉");
  await home.say("salma", talk, "🎉🎉");
  const mistake = await home.say("ben", talk, "a mistake");
  await home.do("ben", "PATCH", `/api/messages/${mistake.id}`, { body: "no mistake" });
  const gone = await home.say("ben", talk, "gone soon");
  await home.do("ben", "DELETE", `/api/messages/${gone.id}`);
  const photo = await upload("lake.png", png(640, 480), "image/png");
  const paper = await upload("list.pdf", Buffer.from("%PDF-1.4\n"), "application/pdf");
  await home.do("ben", "POST", `/api/threads/${talk}/messages`, { body: "look", fileIds: [photo, paper] });
  await home.do("anna", "PUT", `/api/threads/${talk}/pin`);
  await home.do("anna", "PUT", `/api/threads/${talk}/mute`);
  await home.do("anna", "PUT", `/api/threads/${earlier}/archive`);
  const { members } = await home.do("anna", "GET", "/api/members");
  assert.equal(members.length, 4);
  const ben = members.find(({ name }) => name === "Ben");
  places = {
    threads: "/",
    thread: `/threads/${talk}`,
    "thread in the middle": `/threads/${talk}?around=${first.id}`,
    "thread with earlier messages": `/threads/${earlier}`,
    "new thread": "/threads/new",
    "about a thread": `/threads/${talk}/settings`,
    "about a thread, saved": `/threads/${talk}/settings?saved=yes`,
    "people for a thread": `/threads/${talk}/people/new`,
    "leaving a thread": `/threads/${talk}/leave`,
    "taking somebody out": `/threads/${talk}/people/${ben.id}/remove`,
    archive: "/threads?archived=yes",
    pictures: "/gallery",
    "pictures of a thread": `/threads/${talk}/gallery`,
    settings: "/settings",
    "settings saved": "/settings?saved=1",
    appearance: "/settings/appearance",
    chatting: "/settings/chatting",
    sharing: "/settings/sharing",
    "saved choices": "/settings/appearance?saved=yes",
    shortcuts: "/shortcuts",
    search: "/search?q=coming",
    profile: "/settings/profile",
    devices: "/settings/devices",
    card: "/settings/card",
    "card of another": `/family/${ben.id}/card`,
    family: "/family",
    "family settings": "/family/settings",
    record: "/family/record",
    programs: "/family/programs",
    "an event was told": "/family/programs?told=doorbell",
    webhooks: "/family/programs/webhooks",
    "a webhook was added": "/family/programs/webhooks?done=added",
    person: `/family/${ben.id}`,
    "shutting out": `/family/${ben.id}/shut-out`,
    passkeys: "/settings/passkeys",
    docs: "/api/docs",
    "not found": "/threads/nothing-here",
  };
});
after(() => home?.close());

async function upload(name, content, type) {
  const form = new FormData();
  form.append("file", new Blob([content], { type }), name);
  return (await home.do("ben", "POST", "/api/files", form)).file.id;
}

/** A missing page is answered with 404, which Chromium itself writes to the console. */
function isItself(complaint) {
  return complaint.includes("nothing-here") && complaint.includes("404");
}

for (const [size, viewport] of Object.entries(SIZES)) {
  for (const colorScheme of THEMES) {
    const dress = { viewport, colorScheme, hasTouch: size === "phone", isMobile: size === "phone" };

    scene(`every page of a member is without barriers: ${size}, ${colorScheme}`, async (stage) => {
      const anna = await stage.member(home, "anna", dress);
      const found = [];
      for (const [name, place] of Object.entries(places)) {
        await anna.goto(`${home.url}${place}`, { waitUntil: "networkidle" });
        found.push(...(await barriers(anna)).map((barrier) => `${name}: ${barrier}`));
        if ((await overflow(anna)) > 0) found.push(`${name}: wider than the window`);
      }
      assert.deepEqual(found, []);
      assert.deepEqual(anna.complaints.filter((complaint) => !isItself(complaint)), []);
    });

    scene(`the pages of a stranger are without barriers: ${size}, ${colorScheme}`, async (stage) => {
      const page = await stage.window(dress);
      await page.goto(`${home.url}/login`);
      assert.deepEqual(await barriers(page), []);
      assertCalm(page);
      await page.fill("#username", "anna");
      await page.fill("#password", "wrong, and long enough");
      await page.click("form.form button[type=submit]");
      await page.locator("[role=alert]").waitFor();
      assert.deepEqual(await barriers(page), []);

      await page.goto(`${home.url}/ticket`);
      assert.deepEqual(await barriers(page), [], "a card's digits");

      const empty = await Home.empty();
      await empty.serve();
      try {
        const founder = await stage.window(dress);
        for (const place of ["/setup", new URL(empty.setupLink).pathname + new URL(empty.setupLink).search]) {
          await founder.goto(`${empty.url}${place}`);
          assert.deepEqual(await barriers(founder), []);
          assert.ok((await overflow(founder)) <= 0);
        }
        assertCalm(founder);
        await founder.fill("#family", "Chestnut");
        await founder.fill("#name", "Anna");
        await founder.fill("#username", "anna");
        await founder.fill("#password", "short");
        await founder.click("form.form button[type=submit]");
        await founder.locator("[role=alert]").waitFor();
        assert.deepEqual(await barriers(founder), []);
        await founder.fill("#password", PASSWORD);
        await founder.click("form.form button[type=submit]");
        await founder.waitForURL(`${empty.url}/`);
        assert.deepEqual(await barriers(founder), [], "the list of a family of one");
        await founder.goto(`${empty.url}/threads/new`);
        assert.deepEqual(await barriers(founder), [], "nobody to start a thread with");
      } finally {
        await empty.close();
      }
    });

    scene(`what is shown once is without barriers: ${size}, ${colorScheme}`, async (stage) => {
      const anna = await stage.member(home, "anna", dress);
      const isWithout = async (page, what) => {
        assert.deepEqual(await barriers(page), [], what);
        assert.ok((await overflow(page)) <= 0, what);
      };
      await anna.goto(`${home.url}/settings/card`);
      await anna.click("form.form button[type=submit]");
      await anna.locator(".printed").waitFor();
      await isWithout(anna, "a card to print");
      await anna.goto(`${home.url}/settings/devices`);
      await anna.getByRole("button", { name: says("device-link-submit") }).click();
      const link = await anna.locator("#link").innerText();
      await isWithout(anna, "a square for another device");
      const other = await stage.window(dress);
      await other.goto(link);
      await isWithout(other, "who comes in by it");
      await other.goto(await home.run(["member", "reset-password", "long"]));
      await isWithout(other, "a new password");
      assertCalm(anna);
      assertCalm(other);
    });

    scene(`what appears by itself is without barriers: ${size}, ${colorScheme}`, async (stage) => {
      const anna = await stage.member(home, "anna", dress);
      const thread = await home.thread(["anna", "ben"], "Live");
      await enter(anna, home, thread);
      await home.say("ben", thread, "live, from Ben");
      await anna.locator(".message__body", { hasText: "live, from Ben" }).last().waitFor();
      await anna.setInputFiles(".composer__input", [
        { name: "lake.png", mimeType: "image/png", buffer: png(64, 48) },
        { name: "list.txt", mimeType: "text/plain", buffer: Buffer.from("milk") },
      ]);
      assert.deepEqual(await barriers(anna), [], "files chosen");
      assertCalm(anna);
      await anna.context().setOffline(true);
      await anna.fill("#composer_body", "no line");
      await anna.click(".composer__send");
      await anna.locator(".messages__outbox [data-state=failed]").waitFor();
      assert.deepEqual(await barriers(anna), [], "a message that could not be sent");
      await anna.context().setOffline(false);
      await anna.locator(".messages__outbox [data-state]").waitFor({ state: "detached" });
    });
  }
}

scene("going through the whole product leaves the console empty", async (stage) => {
  const page = await stage.member(home, "anna");
  const live = hears(page, "private-user-");
  await page.goto(`${home.url}/`);
  await live;
  await page.click("summary.menu__button");
  assert.deepEqual(await barriers(page), [], "the open menu");
  await page.getByRole("link", { name: says("settings") }).click();
  await page.click("a[href$='/settings/appearance']");
  await page.click(".segment:has([value=dark])");
  await page.click("form.form button[type=submit]");
  await page.locator("[role=status]").waitFor();
  assert.equal(await page.locator("html").getAttribute("data-theme"), "dark");
  await page.goto(`${home.url}/threads/new`);
  await page.getByLabel("Ben").check();
  await page.click("form.form button[type=submit]");
  await page.waitForURL(/\/threads\/[^/]+$/);
  await write(page, "hello");
  await page.locator(".messages__log .message__body", { hasText: "hello" }).last().waitFor();
  await page.setInputFiles(".composer__input", { name: "lake.png", mimeType: "image/png", buffer: png(320, 240) });
  await page.click(".composer__send");
  await page.locator(".messages__log .picture__image").last().waitFor();
  assertCalm(page);
});
