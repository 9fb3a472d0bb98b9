// Where whoever looks after Hearth tries what its programs hear, and has servers of their own told.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before } from "node:test";
import { barriers } from "../lib/barriers.js";
import { Home } from "../lib/home.js";
import { assertCalm, eventually, scene } from "../lib/stage.js";

let home;
let receiver;
before(async () => {
  home = await Home.of({}, { HEARTH_OUTBOUND_HOME: "on" });
  receiver = createServer((_, response) => response.writeHead(503).end()).listen(0, "127.0.0.1");
  await once(receiver, "listening");
});
after(async () => {
  receiver?.close();
  await home?.close();
});

const events = (page) => page.locator(".heard__name").allInnerTexts();

async function tell(page, channel, event) {
  await page.fill("#channel", channel);
  await page.fill("#event", event);
  await page.getByRole("button", { name: "Tell it" }).click();
}

scene("keys and examples are copied whole by a press, and the focus stays", async (stage) => {
  const anna = await stage.member(home, "anna");
  await anna.goto(`${home.url}/family/programs`);
  for (const id of ["key", "python", "home_assistant"]) {
    const field = anna.locator(`copy-text:has(#${id})`);
    await field.getByRole("button").focus();
    await anna.keyboard.press("Enter");
    await field.getByText("Copied", { exact: true }).first().waitFor();
    assert.equal(await field.getByRole("status").innerText(), "Copied");
    assert.ok(await field.getByRole("button").evaluate((button) => button === document.activeElement), id);
    await anna.fill("#data", "");
    await anna.locator("#data").press("Control+v");
    assert.equal(await anna.inputValue("#data"), await anna.inputValue(`#${id}`), id);
    assert.ok((await anna.inputValue("#data")).length > 10, id);
  }
  await eventually(() => anna.locator("copy-text[data-copied]").count(), 0);
  // Where it cannot be copied that is said, and it is there to be copied by hand.
  await anna.evaluate(() => (document.execCommand = () => false));
  const field = anna.locator("copy-text:has(#curl)");
  await field.getByRole("button").click();
  await field.getByText("It is selected now").waitFor();
  const selected = () => anna.locator("#curl").evaluate((text) => text.value.slice(text.selectionStart, text.selectionEnd));
  assert.equal(await selected(), await anna.inputValue("#curl"));
  assert.deepEqual(await barriers(anna), []);
  assertCalm(anna);
});

scene("without JavaScript there is nothing to press that does nothing", async (stage) => {
  const anna = await stage.member(home, "anna", { javaScriptEnabled: false });
  await anna.goto(`${home.url}/family/programs`);
  assert.equal(await anna.locator(".copyable__button:visible").count(), 0);
  assert.equal(await anna.locator(".copyable__text:visible").count(), 7);
});

scene("what happens on a channel is shown as it happens, the newest first", async (stage) => {
  const anna = await stage.member(home, "anna");
  await anna.goto(`${home.url}/family/programs`);
  // Words that are filled in have invisible marks around them.
  const listens = (channel) => anna.getByText(new RegExp(`Listening to .?${channel}`)).waitFor();
  await anna.fill("#listen_channel", "doorbell");
  await anna.getByRole("button", { name: "Listen" }).click();
  await listens("doorbell");

  await tell(anna, "doorbell", "rang");
  await eventually(() => events(anna), ["rang", "pusher:subscription_count"]);
  await tell(anna, "elsewhere", "rang");
  await tell(anna, "doorbell", "opened");
  await eventually(() => events(anna), ["opened", "rang", "pusher:subscription_count"]);
  assert.match(await anna.locator(".heard__data").first().innerText(), /"at": "front"/);

  await anna.getByRole("button", { name: "Pause" }).click();
  await tell(anna, "doorbell", "later");
  await anna.getByText(/Paused; .?1.? more/).waitFor();
  assert.equal((await events(anna)).length, 3);
  await anna.getByRole("button", { name: "Pause" }).click();
  await eventually(async () => (await events(anna))[0], "later");
  assert.deepEqual(await barriers(anna), []);
  await anna.getByRole("button", { name: "Clear" }).click();
  await eventually(() => events(anna), []);

  // A chat is not to be heard here by whoever is not in it, and nothing is told there by anybody.
  const others = await home.thread(["ben"], "Ben's own", { reuse: false });
  await anna.fill("#listen_channel", `private-thread-${others}`);
  await anna.getByRole("button", { name: "Listen" }).click();
  await anna.getByText("cannot be heard here").waitFor();
  await anna.fill("#listen_channel", "private-garden");
  await anna.getByRole("button", { name: "Listen" }).click();
  await listens("private-garden");
  // What the browser notes of the refusal is no complaint of the page's.
  anna.complaints.length = 0;
  await Promise.all([anna.waitForEvent("load"), tell(anna, `thread-${others}`, "message:new")]);
  await anna.getByText("belongs to people’s chats").waitFor();
  assert.deepEqual(await barriers(anna), []);
});

scene("an event is told and a webhook added with links and forms alone", async (stage) => {
  const anna = await stage.member(home, "anna", { javaScriptEnabled: false });
  await anna.goto(`${home.url}/family/programs`);
  await anna.getByText("needs JavaScript").waitFor();
  assert.equal(await anna.getByRole("button", { name: "Listen" }).count(), 0);
  await tell(anna, "doorbell", "rang");
  await anna.getByText("Whoever listens there has heard it").waitFor();

  await anna.getByRole("link", { name: /Webhooks/ }).click();
  await anna.fill("#url", `http://127.0.0.1:${receiver.address().port}/`);
  await anna.getByRole("button", { name: "Add it" }).click();
  await anna.getByText("Added. Test it").waitFor();
  await anna.getByRole("button", { name: /^Test/ }).click();
  await anna.getByText("it answered with the error 503").waitFor();
  await anna.getByRole("button", { name: /^Pause/ }).click();
  await anna.getByText("It is told nothing until").waitFor();
  await anna.getByRole("button", { name: /^Go on/ }).click();
  await anna.getByText("It is told again").waitFor();
  await anna.getByRole("button", { name: /^Remove/ }).click();
  await anna.getByText("No server is told anything").waitFor();
  assertCalm(anna);
});
