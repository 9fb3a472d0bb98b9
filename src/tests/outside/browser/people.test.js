// The people of the family: somebody says who they are, and somebody is shut out and let in again.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { Home } from "../lib/home.js";
import { assertCalm, enter, log, scene } from "../lib/stage.js";
import { like, opening, says } from "../lib/words.js";

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
const DESK = { viewport: { width: 1440, height: 900 } };
// Who is shut out has no token any more to prepare another scene with, so each has somebody of its own.
const WAYS = [
  ["on a phone", "karl", { ...PHONE }],
  ["on a desk", "lena", { ...DESK }],
  ["on a phone with JavaScript off", "mats", { ...PHONE, javaScriptEnabled: false }],
  ["on a desk with JavaScript off", "nora", { ...DESK, javaScriptEnabled: false }],
];
const PEOPLE = { karl: "Karl", lena: "Lena", mats: "Mats", nora: "Nora" };

let home;
before(async () => (home = await Home.of({ inga: "Grandma Inga", ...PEOPLE })));
after(() => home?.close());

for (const [where, who, options] of WAYS) {
  scene(`somebody is written to, shut out, read of in the record and let in again ${where}`, async (stage) => {
    const thread = await home.thread(["anna", who]);
    const other = await stage.member(home, who, PHONE);
    await home.say(who, thread, `see you at eight ${where}`);
    await enter(other, home, thread);

    const anna = await stage.member(home, "anna", options);
    await anna.goto(`${home.url}/family`);
    await anna.getByRole("link", { name: PEOPLE[who] }).click();
    await anna.getByRole("button", { name: opening("person-write") }).click();
    await anna.waitForURL(/\/threads\//);
    await anna.goBack();
    await anna.getByRole("link", { name: says("person-shut-out-go") }).click();
    await anna.getByText(says("shut-out-devices")).waitFor();
    await anna.getByRole("button", { name: opening("shut-out-submit") }).click();
    await anna.waitForURL(/saved=yes/);
    // The window that was open leaves by itself.
    await other.waitForURL(/\/login/);
    await anna.goto(`${home.url}/threads/${thread}`);
    assert.equal((await log(anna)).at(-1), `see you at eight ${where}`);

    await anna.goto(`${home.url}/family/record`);
    const newest = anna.locator(".record__line").first();
    assert.match(await newest.innerText(), like("record-deactivated", { by: "member", who: "Anna", whom: PEOPLE[who] }));
    assert.equal(await newest.locator("code").isVisible(), false);
    await newest.locator("summary").click();
    assert.match(await newest.locator("code").innerText(), /^[0-9a-f.:]+$/);

    await anna.goto(`${home.url}/family`);
    await anna.getByRole("link", { name: PEOPLE[who] }).click();
    await anna.getByRole("button", { name: says("person-let-in") }).click();
    await anna.waitForURL(/saved=yes/);
    const back = await stage.member(home, who, options);
    await back.goto(`${home.url}/threads/${thread}`);
    assert.equal((await log(back)).at(-1), `see you at eight ${where}`);
    for (const page of [anna, back]) assertCalm(page);
  });

  scene(`somebody says what they are called and who may help them ${where}`, async (stage) => {
    const inga = await stage.member(home, "inga", options);
    await inga.goto(`${home.url}/settings`);
    await inga.getByRole("link", { name: says("profile") }).click();
    await inga.fill("#name", "Oma Inga");
    await inga.fill("#email", "inga@example");
    await inga.selectOption("#helper", { label: "Ben" });
    await inga.locator("main form").first().getByRole("button").click();
    await inga.locator("[role=alert]").waitFor();
    assert.equal(await inga.inputValue("#name"), "Oma Inga");
    await inga.fill("#email", "inga@example.org");
    await inga.locator("main form").first().getByRole("button").click();
    await inga.waitForURL(/saved=yes/);
    assert.equal(await inga.locator("#helper option:checked").innerText(), "Ben");
  });
}
