// Every dress that a person can choose: without barriers, never wider than the window, large enough to press.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { barriers, overflow } from "../lib/barriers.js";
import { Home } from "../lib/home.js";
import { png } from "../lib/pictures.js";
import { log, scene, write } from "../lib/stage.js";
import { misses } from "../lib/targets.js";

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
const NARROW = { viewport: { width: 320, height: 640 } };
/** What is left of a window of 1280 by 1024 at 400 %. */
const ZOOMED = { viewport: { width: 320, height: 256 } };
const THEMES = ["light", "dark"];
const CONTRASTS = ["auto", "more"];
const SIZES = ["small", "medium", "large", "huge"];

let home;
let places;
before(async () => {
  home = await Home.of({ salma: "سلمى حداد", long: "Maximiliana-Theodora von Hohenzollern-Sigmaringen" });
  const talk = await home.thread(["anna", "ben", "salma"], "Weekend");
  await home.say("long", await home.thread(["anna", "long"]), "unread, and with a very long name");
  const first = await home.say("ben", talk, "Who is coming?\n\n*Everybody*, I hope: https://example.org/a?b=c#d");
  await home.do("anna", "POST", `/api/threads/${talk}/messages`, { body: "I am!", replyTo: first.id });
  await home.do("anna", "PUT", `/api/messages/${first.id}/reactions/${encodeURIComponent("❤️")}`);
  await home.do("ben", "PUT", `/api/messages/${first.id}/reactions/${encodeURIComponent("🎉")}`);
  await home.say("salma", talk, "أنا قادمة أيضا 🎉");
  const mistake = await home.say("ben", talk, "a mistake");
  await home.do("ben", "PATCH", `/api/messages/${mistake.id}`, { body: "no mistake" });
  const form = new FormData();
  form.append("file", new Blob([png(640, 480)], { type: "image/png" }), "lake.png");
  const photo = (await home.do("ben", "POST", "/api/files", form)).file.id;
  await home.do("ben", "POST", `/api/threads/${talk}/messages`, { body: "look", fileIds: [photo] });
  places = {
    list: "/",
    thread: `/threads/${talk}`,
    message: `/threads/${talk}/messages/${mistake.id}`,
    "new thread": "/threads/new",
    search: "/search?q=coming",
    settings: "/settings",
    appearance: "/settings/appearance",
    chatting: "/settings/chatting",
    sharing: "/settings/sharing",
    profile: "/settings/profile",
    devices: "/settings/devices",
    family: "/family",
    shortcuts: "/shortcuts",
  };
});
after(() => home?.close());

/** Dresses a page that is open, as the server would have; the form that chooses has the same chosen. */
function dress(page, choices) {
  return page.evaluate((choices) => {
    Object.assign(document.documentElement.dataset, choices);
    for (const [name, value] of Object.entries(choices)) {
      const field = name === "text" ? "textSize" : name;
      const choice = document.querySelector(`.looks [name="${field}"][value="${value}"]`);
      if (choice) choice.checked = true;
    }
  }, choices);
}

for (const name of ["list", "thread", "search", "settings", "appearance", "family"]) {
  scene(`${name}: without barriers in every theme, contrast and size of letters`, async (stage) => {
    const anna = await stage.member(home, "anna", PHONE);
    await anna.goto(`${home.url}${places[name]}`, { waitUntil: "networkidle" });
    const found = [];
    await dress(anna, { motion: "less" });
    for (const theme of THEMES) {
      for (const contrast of CONTRASTS) {
        for (const text of SIZES) {
          await dress(anna, { theme, contrast, text });
          const barred = await barriers(anna, { strong: contrast === "more" });
          found.push(...barred.map((barrier) => `${theme}, ${contrast}, ${text}: ${barrier}`));
        }
      }
    }
    assert.deepEqual(found, []);
  });
}

scene("sign-in follows what the device asks for", async (stage) => {
  const page = await stage.window(PHONE);
  await page.goto(`${home.url}/login`);
  for (const colorScheme of THEMES) {
    for (const contrast of ["no-preference", "more"]) {
      // Without movement: what fades from one colour to another has neither.
      await page.emulateMedia({ colorScheme, contrast, reducedMotion: "reduce" });
      const strong = contrast === "more";
      assert.deepEqual(await barriers(page, { strong }), [], `${colorScheme}, ${contrast}`);
    }
  }
});

for (const [size, window] of Object.entries({ phone: PHONE, narrow: NARROW })) {
  scene(`nothing is wider than the window at any size of letters: ${size}`, async (stage) => {
    const anna = await stage.member(home, "anna", window);
    const found = [];
    for (const [name, place] of Object.entries(places)) {
      await anna.goto(`${home.url}${place}`);
      for (const density of ["cosy", "compact"]) {
        for (const text of SIZES) {
          await dress(anna, { density, text });
          if ((await overflow(anna)) > 0) found.push(`${name}, ${density}, ${text}`);
        }
      }
    }
    assert.deepEqual(found, []);
  });
}

for (const text of ["small", "huge"]) {
  scene(`whatever one presses is 44 pixels high and wide: ${text} letters`, async (stage) => {
    const anna = await stage.member(home, "anna", PHONE);
    const found = [];
    let seen = 0;
    for (const [name, place] of Object.entries(places)) {
      await anna.goto(`${home.url}${place}`, { waitUntil: "networkidle" });
      await dress(anna, { text, density: "compact" });
      const { count, missed } = await misses(anna);
      seen += count;
      found.push(...missed.map((target) => `${name}: ${target}`));
    }
    assert.deepEqual(found, []);
    assert.ok(seen > 100, `${seen} targets were pressed`);
  });
}

scene("at 400 % everything flows into one column, and one can still talk", async (stage) => {
  const anna = await stage.member(home, "anna", ZOOMED);
  const found = [];
  for (const [name, place] of Object.entries(places)) {
    await anna.goto(`${home.url}${place}`);
    if ((await overflow(anna)) > 0) found.push(name);
  }
  assert.deepEqual(found, []);
  await anna.goto(`${home.url}${places.thread}`);
  await write(anna, "written through a keyhole");
  await anna.locator(".messages__log .message__body", { hasText: "keyhole" }).waitFor();
  assert.equal((await log(anna)).at(-1), "written through a keyhole");
  const seen = await anna.evaluate(() => {
    const inside = (element) => {
      const box = element.getBoundingClientRect();
      return box.top >= 0 && box.bottom <= innerHeight && box.left >= 0 && box.right <= innerWidth;
    };
    const last = [...document.querySelectorAll(".messages__log .message__body")].at(-1);
    return [last, document.querySelector("#composer_body"), document.querySelector(".composer__send")].map(inside);
  });
  assert.deepEqual(seen, [true, true, true], "the newest message, the field and the button are in the window");
});
