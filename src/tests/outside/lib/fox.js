// Firefox on a stage, for what it does in another way than Chromium: driven by WebDriver BiDi, as Debian
// ships it.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import puppeteer from "puppeteer-core";
import { PASSWORD } from "./home.js";

const PICTURES = fileURLToPath(new URL("../artifacts", import.meta.url));
const PROGRAM = process.env.FIREFOX ?? "/usr/bin/firefox-esr";
const PATIENCE_MS = 45_000;
const SCENE_MS = 180_000;

let browser = null;
after(() => browser?.close());

/** One scene; `play` gets a function that opens a window in which somebody is signed in. */
export function scene(name, play) {
  test(name, { timeout: SCENE_MS }, async () => {
    browser ??= await puppeteer.launch({ browser: "firefox", executablePath: PROGRAM, headless: true });
    const contexts = [];
    const pages = [];
    const member = async (home, username, viewport = { width: 1100, height: 800 }) => {
      const context = await browser.createBrowserContext();
      contexts.push(context);
      const page = await context.newPage();
      pages.push(page);
      page.setDefaultTimeout(PATIENCE_MS);
      page.complaints = [];
      page.on("pageerror", (error) => page.complaints.push(String(error)));
      page.on("console", (said) => said.type() === "error" && page.complaints.push(said.text()));
      await page.setViewport(viewport);
      await page.goto(`${home.url}/login`);
      await page.type("#username", username);
      await page.type("#password", PASSWORD);
      await Promise.all([page.waitForNavigation(), page.click("form.form button[type=submit]")]);
      return page;
    };
    try {
      await play(member);
    } catch (error) {
      await mkdir(PICTURES, { recursive: true });
      for (const [index, page] of pages.entries()) {
        const file = `firefox-${name.replace(/[^a-z0-9]+/gi, "-").slice(0, 80)}-${index + 1}.png`;
        await page.screenshot({ path: path.join(PICTURES, file) }).catch(() => {});
      }
      throw error;
    } finally {
      for (const context of contexts) await context.close();
    }
  });
}

/** Opens a thread, at `query`, and waits until its page is live. */
export async function enter(page, home, thread, query = "") {
  await page.evaluateOnNewDocument(() => {
    document.addEventListener("live:subscribed", ({ detail }) => {
      if (detail.channel.startsWith("thread-")) document.documentElement.dataset.isLive = "yes";
    });
  });
  await page.goto(`${home.url}/threads/${thread}${query}`);
  await page.waitForSelector("[data-is-live]");
}

/** The texts of all elements that match, as a person sees them. */
export function texts(page, selector) {
  return page.$$eval(selector, (found) => found.map((element) => element.innerText));
}

/** Waits until `look` finds `expected`; fails with the difference. */
export async function eventually(look, expected) {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      assert.deepEqual(await look(), expected);
      return;
    } catch (difference) {
      if (Date.now() > until) throw difference;
    }
    await new Promise((done) => setTimeout(done, 100));
  }
}
