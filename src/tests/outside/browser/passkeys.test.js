// Passkeys with a real browser and an authenticator of its own: the easy way in, for real.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { Home, PASSWORD } from "../lib/home.js";
import { assertCalm, eventually, scene, signIn } from "../lib/stage.js";
import { like, says } from "../lib/words.js";

/** A telephone that knows its owner by their finger. */
const TELEPHONE = {
  protocol: "ctap2",
  transport: "internal",
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
  automaticPresenceSimulation: true,
};

let home;
before(async () => (home = await Home.of({ inga: "Grandma Inga" })));
after(() => home?.close());

/** The same server by its name: a number has no passkeys. */
const named = () => ({ url: `http://localhost:${home.port}` });

/** Gives a window an authenticator, and says how to speak to it. */
async function telephone(page, options = {}) {
  const wire = await page.context().newCDPSession(page);
  await wire.send("WebAuthn.enable", { enableUI: false });
  const added = await wire.send("WebAuthn.addVirtualAuthenticator", { options: { ...TELEPHONE, ...options } });
  return { credentials: async () => (await wire.send("WebAuthn.getCredentials", added)).credentials };
}

/** Somebody signed in at a window with an authenticator, who adds a passkey on the page for that. */
async function added(stage, username) {
  const page = await stage.window();
  const phone = await telephone(page);
  await signIn(page, named(), username);
  await page.goto(`${named().url}/settings/passkeys`);
  await page.click("passkey-ceremony button");
  await page.waitForURL("**/settings/passkeys?done=added");
  return { page, phone };
}

async function signOut(page) {
  await page.goto(`${named().url}/settings`);
  await page.click("form[action$='/logout'] button");
  await page.waitForURL(/\/login/);
}

/** Resolves when a page that is about to has its live connection. */
function isConnected(page) {
  return new Promise((done) => {
    const look = ({ payload }) => payload.includes("connection_established") && done();
    page.on("websocket", (socket) => socket.on("framereceived", look));
  });
}

const problem = (page) => page.locator(".passkey__problem").innerText();

scene("somebody adds a passkey, signs in by it, removes it, and is refused with it", async (stage) => {
  const { page, phone } = await added(stage, "inga");
  assert.equal((await phone.credentials()).length, 1);
  assert.equal((await phone.credentials())[0].rpId, "localhost");
  assert.equal((await phone.credentials())[0].isResidentCredential, true);
  const entry = await page.locator(".entry").innerText();
  assert.match(entry, /Chrome .* Linux/);
  for (const key of ["passkey-made", "passkey-unused"]) assert.match(entry, like(key, { when: "today" }));

  // The authenticator agrees to whatever it is asked: here only when the button is pressed.
  await page.addInitScript(() => {
    PublicKeyCredential.isConditionalMediationAvailable = async () => false;
  });
  await signOut(page);
  await page.click("passkey-ceremony button");
  await page.waitForURL(`${named().url}/`);

  await page.goto(`${named().url}/settings/passkeys`);
  assert.match(await page.locator(".entry").innerText(), like("passkey-used", { when: "today" }));
  await page.click(".entry form[action$='/remove'] button");
  await page.waitForURL("**/settings/passkeys?done=removed");
  assert.equal(await page.locator(".entry").count(), 0);

  await signOut(page);
  assertCalm(page);
  await page.click("passkey-ceremony button");
  await eventually(async () => like("passkey-refused").test(await problem(page)), true);
  assert.equal(new URL(page.url()).pathname, "/login");
});

scene("a passkey among what the browser fills in signs in where somebody wanted to be", async (stage) => {
  const { page } = await added(stage, "ben");
  await page.context().clearCookies();
  // The authenticator agrees to the first that is offered, as a person does who picks it.
  await page.goto(`${named().url}/settings/devices`);
  await page.waitForURL(`${named().url}/settings/devices`);
  await page.locator(".entry").first().waitFor();
  assertCalm(page);
});

scene("a passkey shows that it is oneself", async (stage) => {
  const { page } = await added(stage, "anna");
  await page.goto(`${named().url}/settings/confirm?next=/settings/tokens`);
  const [before] = (await page.context().cookies()).filter(({ name }) => name === "session");
  await page.click("passkey-ceremony button");
  await page.waitForURL(`${named().url}/settings/tokens`);
  const [afterwards] = (await page.context().cookies()).filter(({ name }) => name === "session");
  assert.notEqual(afterwards.value, before.value);
  assertCalm(page);
});

scene("showing a password again leads on, although the session it was shown in ends", async (stage) => {
  const page = await stage.window();
  await signIn(page, named(), "ben");
  const live = isConnected(page);
  await page.goto(`${named().url}/settings/confirm?next=/settings/tokens`);
  await live;
  // The page hears of the end before it has the answer.
  await page.route("**/settings/confirm", async (route) => {
    const answer = await route.fetch({ maxRedirects: 0 });
    await new Promise((done) => setTimeout(done, 1_000));
    await route.fulfill({ response: answer });
  });
  await page.fill("#password", PASSWORD);
  await page.click("main button[type=submit]");
  await page.waitForURL(`${named().url}/settings/tokens`);
  assertCalm(page);
});

scene("a telephone that does not know its owner's finger changes nothing and says so", async (stage) => {
  const page = await stage.window();
  await telephone(page, { isUserVerified: false });
  await signIn(page, named(), "ben");
  await page.goto(`${named().url}/settings/passkeys`);
  const count = await page.locator(".entry").count();
  await page.locator("passkey-ceremony button").waitFor();
  await page.focus("passkey-ceremony button");
  await page.keyboard.press("Enter");
  await eventually(async () => like("passkey-cancelled").test(await problem(page)), true);
  assert.equal(await page.evaluate(() => document.activeElement.textContent.trim()), says("passkey-submit"));
  await page.reload();
  assert.equal(await page.locator(".entry").count(), count);
});

scene("a telephone that has a passkey already is not given another", async (stage) => {
  const { page, phone } = await added(stage, "inga");
  await page.click("passkey-ceremony button");
  await eventually(async () => like("passkey-already").test(await problem(page)), true);
  assert.equal((await phone.credentials()).length, 1);
});

scene("with JavaScript off the page says what it takes, and nobody misses it on the way in", async (stage) => {
  const page = await stage.window({ javaScriptEnabled: false });
  await page.goto(`${named().url}/login`);
  assert.equal(await page.locator("passkey-ceremony").isVisible(), false);
  await page.fill("#username", "anna");
  await page.fill("#password", PASSWORD);
  await page.click("form.form button[type=submit]");
  await page.goto(`${named().url}/settings/passkeys`);
  assert.match(await page.locator("noscript").innerText(), /JavaScript/);
  assert.equal(await page.locator("passkey-ceremony").isVisible(), false);
});

scene("nothing moves when the way in by passkey comes alive, on a slow device neither", async (stage) => {
  // Slow ones draw what they have read of a page, at another place each time.
  for (const slowness of [1, 20, 20, 20, 20, 20]) {
    const page = await stage.window();
    const devtools = await page.context().newCDPSession(page);
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: slowness });
    // Called before anything is drawn, and kept until it is asked for.
    await page.addInitScript(() => {
      globalThis.moved = 0;
      new PerformanceObserver((list) => {
        for (const shift of list.getEntries()) globalThis.moved += shift.value;
      }).observe({ type: "layout-shift", buffered: true });
    });
    await page.goto(`${named().url}/login`);
    await page.locator("passkey-ceremony[data-ready] button").waitFor();
    assert.equal(await page.evaluate(() => globalThis.moved), 0, `${slowness} times slower`);
    assertCalm(page);
    await page.context().close();
  }
});
