// Every page in every language but English: whoever chose a language meets it wherever they go, and no
// English sentence is left among its words.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { overflow } from "../lib/barriers.js";
import { Home } from "../lib/home.js";
import { png } from "../lib/pictures.js";
import { scene, signIn } from "../lib/stage.js";
import { languages, localeOf, sentences } from "../lib/words.js";

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
const ENGLISH = "en";
/** What stands between two things put in, if it is long enough to be nobody's accident. */
const PIECE = /[\p{L}’'-]+(?:[ ,]+[\p{L}’'-]+){2,}[.?!]?/gu;
/** Content, not pages: what is served here is as it was sent, or for programs. */
const NO_PAGE = /^\/(files|assets|people|api\/openapi)/;
/** Threads are not alike, nor are messages. */
const EACH_KIND = 3;
const FEWEST_KINDS = 25;

let home;
before(async () => {
  home = await Home.of({ inga: "Inés", otis: "Óscar" });
  const talk = await home.thread(["anna", "ben", "inga"], "Casa");
  const first = await home.say("ben", talk, "¿Quién viene?");
  await home.do("anna", "POST", `/api/threads/${talk}/messages`, { body: "¡Yo!", replyTo: first.id });
  const own = await home.say("anna", talk, "Una palabra");
  await home.do("anna", "PATCH", `/api/messages/${own.id}`, { body: "Otra palabra" });
  await home.do("ben", "PUT", `/api/messages/${own.id}/reactions/${encodeURIComponent("❤️")}`);
  const gone = await home.say("ben", talk, "nada");
  await home.do("ben", "DELETE", `/api/messages/${gone.id}`);
  const form = new FormData();
  form.append("file", new Blob([png(64, 48)], { type: "image/png" }), "lago.png");
  const { file } = await home.do("ben", "POST", "/api/files", form);
  await home.do("ben", "POST", `/api/threads/${talk}/messages`, { fileIds: [file.id] });
  await home.thread(["anna", "otis"]);
});
after(() => home?.close());

/** English sentences that nothing in another language says as well. */
function foreign(language) {
  const [english, other] = [sentences(ENGLISH), Object.values(sentences(language)).join("\n")];
  const bare = (text) => text.replace(/\{[^{}]*->|\}|\[\w+\]/g, "\n").replace(/\{[^{}\n]*/g, "\n");
  const pieces = Object.values(english).flatMap((text) => bare(text).match(PIECE) ?? []);
  return [...new Set(pieces)].filter((piece) => !other.includes(piece));
}

/** Everything a page shows, reads out or keeps ready, but for what says itself that it is English. */
function spoken(page) {
  return page.evaluate(() => {
    const words = [document.title];
    const gather = (root) => {
      for (const node of root.querySelectorAll("*")) {
        if (node instanceof HTMLTemplateElement) gather(node.content);
        if (node.closest("[lang=en], script, style")) continue;
        for (const name of ["aria-label", "title", "placeholder", "alt"]) words.push(node.getAttribute(name) ?? "");
        for (const child of node.childNodes) if (child.nodeType === Node.TEXT_NODE) words.push(child.data);
      }
    };
    gather(document.body);
    return words.join("\n").replace(/[\u2066-\u2069]/g, "");
  });
}

/** Where a page leads, with one address for all of a kind. */
async function ways(page) {
  const links = await page.locator("a[href]").evaluateAll((all) => all.map(({ href }) => href));
  return links
    .filter((href) => href.startsWith(`${home.url}/`))
    .map((href) => new URL(href))
    .filter(({ pathname }) => !NO_PAGE.test(pathname))
    .map((url) => ({ address: url.pathname + url.search, kind: (url.pathname + url.search).replace(/[a-z0-9]{26}/g, "*") }));
}

for (const language of languages().filter((code) => code !== ENGLISH)) {
  const known = foreign(language);
  const complain = async (page, where, found) => {
    assert.equal(await page.locator("html").getAttribute("lang"), language, where);
    const text = await spoken(page);
    found.push(...known.filter((piece) => text.includes(piece)).map((piece) => `${where}: ${piece}`));
    if ((await overflow(page)) > 0) found.push(`${where}: wider than the window`);
  };

  scene(`whoever chose ${language} meets no English wherever they go`, async (stage) => {
    assert.ok(known.length > 200, "English is known when it is seen");
    const anna = await stage.window({ ...PHONE, locale: localeOf(ENGLISH) });
    await signIn(anna, home, "anna");
    await anna.goto(`${home.url}/settings`);
    await anna.selectOption("#language", language);
    await anna.click("form.form button[type=submit]");
    await anna.waitForURL(/saved/);

    const [found, seen, left] = [[], new Map(), [{ address: "/", kind: "/" }]];
    while (left.length) {
      const { address, kind } = left.shift();
      const before = seen.get(kind) ?? new Set();
      if (before.size === EACH_KIND || before.has(address)) continue;
      seen.set(kind, before.add(address));
      await anna.goto(`${home.url}${address}`);
      await complain(anna, kind, found);
      left.push(...(await ways(anna)));
    }
    assert.ok(seen.size > FEWEST_KINDS, [...seen.keys()].join(", "));

    for (const [place, button] of [
      ["/settings/card", "form.form button"],
      ["/settings/devices", "form.form button"],
      ["/settings/tokens", "form.form button"],
      ["/family/invitations/new", "form.form button"],
      ["/settings/password", "form.form button"],
    ]) {
      await anna.goto(`${home.url}${place}`);
      // Also what a browser would not let through is answered by the server.
      await anna.locator(button).last().evaluate((its) => its.form.setAttribute("novalidate", ""));
      const answered = anna.waitForNavigation();
      await anna.locator(button).last().click();
      await answered;
      await complain(anna, `what comes of ${place}`, found);
    }
    await anna.goto(`${home.url}/threads/nothing-here`);
    await complain(anna, "a page that is not there", found);
    assert.deepEqual(found, []);
  });

  scene(`a visitor whose browser asks for ${language} meets no English`, async (stage) => {
    const found = [];
    const visitor = await stage.window({ ...PHONE, locale: localeOf(language) });
    for (const place of ["/login", "/join", "/ticket", "/join/nothing", "/ticket/nothing", "/nothing"]) {
      await visitor.goto(`${home.url}${place}`);
      await complain(visitor, place, found);
    }
    await visitor.goto(`${home.url}/login`);
    await visitor.fill("#username", "anna");
    await visitor.fill("#password", "wrong, and long enough");
    await visitor.click("form.form button[type=submit]");
    await visitor.locator("[role=alert]").waitFor();
    await complain(visitor, "a wrong password", found);
    await visitor.goto(await home.run(["member", "reset-password", "otis"]));
    await complain(visitor, "a new password", found);
    const empty = await Home.empty();
    await empty.serve();
    try {
      await visitor.goto(`${empty.url}/setup`);
      await complain(visitor, "first run", found);
    } finally {
      await empty.close();
    }
    assert.deepEqual(found, []);
  });
}
