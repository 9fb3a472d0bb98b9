// Impatient fingers: however a message is sent twice, it is there once.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { Home } from "../lib/home.js";
import { enter, eventually, everything, log, scene } from "../lib/stage.js";

const PLAIN = { javaScriptEnabled: false };

let home;
before(async () => (home = await Home.of()));
after(() => home?.close());

scene("a double click sends once", async (stage) => {
  const thread = await home.thread(["anna", "ben"]);
  const anna = await stage.member(home, "anna");
  await enter(anna, home, thread);
  await anna.fill("#composer_body", "twice clicked");
  await anna.dblclick(".composer__send");
  await eventually(() => log(anna), ["twice clicked"]);
  assert.deepEqual(await everything(anna), ["twice clicked"]);
  assert.deepEqual(await home.bodies("anna", thread), ["twice clicked"]);
});

scene("a double click sends once with JavaScript off, also while the server thinks", async (stage) => {
  const thread = await home.thread(["anna", "ben"], "Slow");
  const anna = await stage.member(home, "anna", PLAIN);
  await anna.goto(`${home.url}/threads/${thread}`);
  const before = await home.bodies("anna", thread);
  // Both requests reach the server; only the answer to the first is late.
  let asked = 0;
  let answered = 0;
  await anna.route("**/messages", async (route) => {
    const isFirst = ++asked === 1;
    const answer = await route.fetch({ maxRedirects: 0 });
    answered += 1;
    if (isFirst) await new Promise((done) => setTimeout(done, 1_000));
    await route.fulfill({ response: answer }).catch(() => {});
  });
  await anna.fill("#composer_body", "submitted twice");
  const { x, y, width, height } = await anna.locator(".composer__send").boundingBox();
  const click = () => anna.mouse.click(x + width / 2, y + height / 2);
  await click();
  await eventually(() => asked, 1);
  await click();
  await eventually(() => answered, 2);
  await eventually(() => log(anna), [...before, "submitted twice"]);
  assert.deepEqual(await home.bodies("anna", thread), [...before, "submitted twice"]);
});

scene("going back to the form and sending it again sends nothing new", async (stage) => {
  const thread = await home.thread(["anna", "ben"], "Back");
  const anna = await stage.member(home, "anna", PLAIN);
  await anna.goto(`${home.url}/threads/${thread}`);
  const before = await home.bodies("anna", thread);
  await anna.fill("#composer_body", "sent, then back");
  await anna.click(".composer__send");
  await eventually(() => log(anna), [...before, "sent, then back"]);
  await anna.goBack();
  if ((await anna.inputValue("#composer_body")) !== "") {
    await anna.click(".composer__send");
    await anna.waitForLoadState();
  }
  await anna.reload();
  assert.deepEqual(await home.bodies("anna", thread), [...before, "sent, then back"]);
});

scene("a key that was used for other words is refused and nothing is lost", async (stage) => {
  const thread = await home.thread(["anna", "ben"], "Keys");
  const anna = await stage.member(home, "anna", PLAIN);
  await anna.goto(`${home.url}/threads/${thread}`);
  const key = await anna.getAttribute("[name=idempotencyKey]", "value");
  const before = await home.bodies("anna", thread);
  const said = await home.ask("anna", "POST", `/api/threads/${thread}/messages`, { body: "first" }, { "Idempotency-Key": key });
  assert.equal(said.status, 201);
  await anna.fill("#composer_body", "second, same key");
  await anna.click(".composer__send");
  assert.equal(await anna.inputValue("#composer_body"), "second, same key");
  assert.match(await anna.locator(".composer__problem").innerText(), /\w/);
  await anna.click(".composer__send");
  await eventually(() => home.bodies("anna", thread), [...before, "first", "second, same key"]);
});
