// A page that reads from right to left is the mirror of the other: nothing is wider than the window, nothing
// stays behind on the wrong side. No language of that direction ships yet, so the page is told before it is
// painted; the people in it write Hebrew and Arabic.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { barriers, overflow } from "../lib/barriers.js";
import { Home } from "../lib/home.js";
import { png } from "../lib/pictures.js";
import { assertCalm, enter, scene, write } from "../lib/stage.js";

const SIZES = { phone: { width: 360, height: 740 }, tablet: { width: 768, height: 1024 }, desk: { width: 1440, height: 900 } };

let home;
let talk;
let places;
before(async () => {
  home = await Home.of({ sara: "שרה כהן", layla: "ليلى حداد" });
  talk = await home.thread(["anna", "ben", "sara", "layla"], "ארוחת שבת");
  const first = await home.say("sara", talk, "מי מביא את הסלט?\n\nhttps://example.org/salat");
  await home.say("layla", talk, "أنا أحضر السلطة 🥗");
  await home.do("anna", "POST", `/api/threads/${talk}/messages`, { body: "תודה!", replyTo: first.id });
  await home.do("anna", "PUT", `/api/messages/${first.id}/reactions/${encodeURIComponent("❤️")}`);
  await home.say("ben", talk, "And some English, with numbers: 3 cakes, 4 pies.");
  const form = new FormData();
  form.append("file", new Blob([png(640, 480)], { type: "image/png" }), "אגם.png");
  const photo = (await home.do("layla", "POST", "/api/files", form)).file.id;
  await home.do("layla", "POST", `/api/threads/${talk}/messages`, { body: "انظروا", fileIds: [photo] });
  places = {
    list: "/",
    thread: `/threads/${talk}`,
    message: `/threads/${talk}/messages/${first.id}`,
    forward: `/threads/${talk}/messages/${first.id}/forward`,
    "new thread": "/threads/new",
    search: `/search?q=${encodeURIComponent("הסלט")}`,
    settings: "/settings",
    appearance: "/settings/appearance",
    chatting: "/settings/chatting",
    sharing: "/settings/sharing",
    profile: "/settings/profile",
    devices: "/settings/devices",
    passkeys: "/settings/passkeys",
    password: "/settings/password",
    tokens: "/settings/tokens",
    card: "/settings/card",
    family: "/family",
    person: `/family/${home.members.sara}`,
    "family settings": "/family/settings",
    invitations: "/family/invitations",
    record: "/family/record",
    programs: "/family/programs",
    shortcuts: "/shortcuts",
    docs: "/api/docs",
    "not found": "/threads/nothing-here",
  };
});
after(() => home?.close());

/** From here on every page of this window reads from right to left, from its first paint. */
function mirrored(page) {
  return page.addInitScript(() => {
    const turn = (_, observer) => {
      if (!document.documentElement) return;
      document.documentElement.dir = "rtl";
      observer.disconnect();
    };
    new MutationObserver(turn).observe(document, { childList: true });
  });
}

/** The middle of an element, counted from the edge that reading begins at. */
function fromStart(page, selector) {
  return page.locator(selector).last().evaluate((each) => {
    const box = each.getBoundingClientRect();
    const middle = box.left + box.width / 2;
    return document.documentElement.dir === "rtl" ? innerWidth - middle : middle;
  });
}

for (const [size, viewport] of Object.entries(SIZES)) {
  scene(`every page can be read from right to left: ${size}`, async (stage) => {
    const anna = await stage.member(home, "anna", { viewport });
    await mirrored(anna);
    const found = [];
    for (const [name, place] of Object.entries(places)) {
      await anna.goto(`${home.url}${place}`, { waitUntil: "networkidle" });
      assert.equal(await anna.evaluate(() => getComputedStyle(document.body).direction), "rtl");
      if ((await overflow(anna)) > 0) found.push(`${name}: wider than the window`);
      if (size === "phone") found.push(...(await barriers(anna)).map((barrier) => `${name}: ${barrier}`));
    }
    assert.deepEqual(found, []);
  });
}

scene("a page that reads from right to left is the mirror of the other", async (stage) => {
  const viewport = SIZES.desk;
  const plain = await stage.member(home, "anna", { viewport });
  const mirror = await stage.member(home, "anna", { viewport });
  await mirrored(mirror);
  const parts = {
    [`/threads/${talk}`]: [
      ".sidebar",
      ".sidebar .menu__button",
      "#seek",
      ".seek__submit",
      ".row .faces",
      ".row .row__time",
      ".conversation__head .faces",
      ".composer__attach",
      ".composer__send",
      ".message__avatar",
      `.message[data-author="${home.members.anna}"] .message__bubble`,
      `.message[data-author="${home.members.layla}"] .message__bubble`,
      `.message[data-author="${home.members.layla}"] .message__more`,
    ],
    "/settings": [".bar .button", ".entry > .icon", ".entry__name"],
    "/settings/sharing": [".switch__text", ".switch__box"],
    "/family": [".relative .avatar", ".relative__note"],
  };
  for (const [place, selectors] of Object.entries(parts)) {
    for (const page of [plain, mirror]) await page.goto(`${home.url}${place}`, { waitUntil: "networkidle" });
    for (const selector of selectors) {
      const [left, right] = [await fromStart(plain, selector), await fromStart(mirror, selector)];
      assert.ok(Math.abs(left - right) < 3, `${selector} on ${place}: ${left} from the left, ${right} from the right`);
    }
  }
  const scale = (page) => page.locator(".bar .icon--directional").first().evaluate((each) => getComputedStyle(each).scale);
  assert.deepEqual([await scale(plain), await scale(mirror)], ["none", "-1 1"], "the arrow back points back");
});

scene("whoever writes from right to left writes at the right, and searches past no button", async (stage) => {
  const anna = await stage.member(home, "anna", { viewport: SIZES.desk });
  await mirrored(anna);
  await enter(anna, home, talk);
  const direction = (selector) => anna.locator(selector).evaluate((each) => getComputedStyle(each).direction);
  assert.equal(await direction("#composer_body"), "rtl", "what is suggested is the page's");
  await anna.fill("#composer_body", "an English line");
  assert.equal(await direction("#composer_body"), "ltr", "what is written is its own");
  await anna.fill("#composer_body", "");
  await write(anna, "שלום לכולם");
  await anna.locator(".messages__log .message__body", { hasText: "שלום לכולם" }).waitFor();
  for (const words of ["", "salad", "סלט"]) {
    await anna.fill("#seek", words);
    const free = await anna.evaluate(() => {
      const field = document.querySelector("#seek");
      const box = field.getBoundingClientRect();
      const button = document.querySelector(".seek__submit").getBoundingClientRect();
      const style = getComputedStyle(field);
      const [from, to] = [box.left + parseFloat(style.paddingLeft), box.right - parseFloat(style.paddingRight)];
      return button.right <= from + 2 || button.left >= to - 2;
    });
    assert.ok(free, `"${words}" runs under the button`);
  }
  assertCalm(anna);
});
