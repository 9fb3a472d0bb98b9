// Chromium on a stage: a fresh window for each person, everything the page complains about noted, and a
// picture of every window where a scene fails.
import assert from "node:assert/strict";
import { mkdir, readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { signIn } from "./sign_in.js";
import { LOCALE } from "./words.js";

export { signIn };

const PICTURES = fileURLToPath(new URL("../artifacts", import.meta.url));
const PROGRAM = process.env.CHROMIUM ?? "/usr/bin/chromium";
/** How many times slower than this machine the pages run: `HEARTH_TEST_SLOWNESS=6` finds what takes speed for granted. */
const SLOWNESS = Number(process.env.HEARTH_TEST_SLOWNESS ?? 1);
const PATIENCE_MS = 45_000;
const SCENE_MS = 240_000;
const FLAGS = [
  // Runs as root in a container, where Chromium's own sandbox cannot be set up.
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--disable-dev-shm-usage",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // A microphone that beeps, for whoever is allowed to hear it.
  "--use-fake-device-for-media-stream",
];

let browser = null;
after(() => browser?.close());

/** One scene of a suite; `play` gets a stage on which windows are opened. */
export function scene(name, play, timeout = SCENE_MS) {
  test(name, { timeout }, async () => {
    browser ??= await chromium.launch({ executablePath: PROGRAM, args: FLAGS, chromiumSandbox: false });
    const stage = new Stage(browser);
    try {
      await play(stage);
    } catch (error) {
      await stage.picture(name);
      throw error;
    } finally {
      await stage.close();
    }
  });
}

/** A browser whose profile lies in a folder, and which can be killed as a crash kills it. */
export async function persistent(folder) {
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: PROGRAM,
    args: FLAGS,
    chromiumSandbox: false,
    viewport: { width: 1100, height: 800 },
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = context.pages()[0] ?? (await context.newPage());
  return { page, kill: () => killed(context, folder) };
}

/** By its process, which alone has this folder in its command line: no goodbye, nothing flushed. */
async function killed(context, folder) {
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    const line = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    if (line.includes(`--user-data-dir=${folder}`)) {
      try {
        process.kill(Number(pid), "SIGKILL");
      } catch {
        // It went with the first.
      }
    }
  }
  await context.close().catch(() => {});
}

async function slowed(page) {
  if (SLOWNESS === 1) return;
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: SLOWNESS });
}

class Stage {
  #browser;
  #windows = [];

  constructor(browser) {
    this.#browser = browser;
  }

  /** A window of its own, with cookies and storage of its own. */
  async window(options = {}) {
    const context = await this.#browser.newContext({
      locale: LOCALE,
      timezoneId: "Europe/Berlin",
      viewport: { width: 1100, height: 800 },
      ...options,
    });
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    await slowed(page);
    page.complaints = [];
    this.#watch(page);
    context.on("page", (other) => {
      other.complaints = page.complaints;
      this.#watch(other);
    });
    this.#windows.push(context);
    return page;
  }

  /** A window in which somebody is signed in. */
  async member(home, username, options) {
    const page = await this.window(options);
    await signIn(page, home, username);
    return page;
  }

  async picture(name) {
    await mkdir(PICTURES, { recursive: true });
    const pages = this.#windows.flatMap((context) => context.pages());
    for (const [index, page] of pages.entries()) {
      const file = `${name.replace(/[^a-z0-9]+/gi, "-").slice(0, 80)}-${index + 1}.png`;
      await page.screenshot({ path: path.join(PICTURES, file), timeout: PATIENCE_MS }).catch(() => {});
    }
  }

  async close() {
    for (const context of this.#windows) await context.close();
  }

  #watch(page) {
    page.on("pageerror", (error) => page.complaints.push(`${page.url()}: ${error.stack ?? error}`));
    page.on("console", (said) => {
      if (said.type() === "error" || said.type() === "warning") {
        page.complaints.push(`${page.url()}: ${said.text()} (${said.location().url})`);
      }
    });
  }
}

/** Opens a thread and waits until its page is live. */
export async function enter(page, home, thread) {
  const live = hears(page, `thread-${thread}`);
  await page.goto(`${home.url}/threads/${thread}`);
  await live;
}

/** Resolves when a page that is about to connect hears a channel whose name begins like this. */
export function hears(page, channel) {
  const isAnswer = ({ payload }) =>
    payload.includes("subscription_succeeded") && payload.includes(`"channel":"${channel}`);
  return new Promise((done) => {
    page.on("websocket", (socket) => socket.on("framereceived", (frame) => isAnswer(frame) && done()));
  });
}

/** Keeps a module from a page, as a slow line does, until what this returns is called. */
export async function withheld(page, module) {
  let come;
  const coming = new Promise((done) => (come = done));
  await page.route(new RegExp(`/${module}\\.js`), async (route) => {
    await coming;
    await route.continue();
  });
  return come;
}

/** Writes and sends as a person does. */
export async function write(page, body) {
  await page.fill("#composer_body", body);
  await page.press("#composer_body", "Enter");
}

/** What the log shows, stored messages only, oldest first. */
export function log(page) {
  return page.locator(".messages__log .message__body").allInnerTexts();
}

/** What the log shows together with what is still on its way. */
export function everything(page) {
  return page.locator(".message__body:visible").allInnerTexts();
}

/** Waits until `look` finds `expected`; fails with the difference. */
export async function eventually(look, expected, patienceMs = PATIENCE_MS) {
  const until = Date.now() + patienceMs;
  for (;;) {
    try {
      // A page that is just being left cannot be looked at either.
      assert.deepEqual(await look(), expected);
      return;
    } catch (difference) {
      if (Date.now() > until) throw difference;
    }
    await new Promise((done) => setTimeout(done, 50));
  }
}

/** Nothing was said on the console and no policy was broken. */
export function assertCalm(page) {
  assert.deepEqual(page.complaints, []);
}
