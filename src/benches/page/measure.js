// What a thread's page costs a browser: painting, moving, scrolling, fetching, typing.
//
//   node src/benches/page/measure.js [figure …]
//
// with any of `paint`, `scroll`, `transfer`, `typing`; all of them without. Needs what the browser tests
// need (`src/tests/run` brings it) and a built program; another than `target/debug/hearth` is named by
// HEARTH_PROGRAM. Nothing here fails: a figure beyond its target is called "over". The first line is the
// noise of the machine, measured in the same run: read the others with it in mind.
import { createRequire } from "node:module";
import { Home } from "../../tests/outside/lib/home.js";
import { signIn } from "../../tests/outside/lib/sign_in.js";
import { busyness } from "./noise.js";
import { filled } from "./threads.js";

const { chromium } = createRequire(new URL("../../tests/outside/package.json", import.meta.url))("playwright-core");

const ROUNDS = 9;
const MANY = 5_000;
const IN_VIEW = 300;
const LETTERS = 60;
const TRACED_TURNS = 300;
const TASKS = ["disabled-by-default-devtools.timeline"];
const FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-sync"];
const SIZE = { width: 1100, height: 800 };

const asked = process.argv.slice(2);
const wants = (figure) => asked.length === 0 || asked.includes(figure);
const rows = [];

const home = await Home.of();
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const browser = await chromium.launch({ executablePath, args: FLAGS, chromiumSandbox: false });
try {
  rows.push({ figure: "noise: a fixed piece of work, slowest against median", value: await busyness(), target: "1.0", unit: "×" });
  if (wants("paint") || wants("transfer")) await firstSight(await filled(home, 50, "Fifty"));
  if (wants("scroll")) await scrolling(await filled(home, MANY, "Thousands"));
  if (wants("typing")) await typing(await filled(home, IN_VIEW + 50, "Typing"));
} finally {
  await browser.close();
  await home.close();
}
print(rows);

/** A window of its own with nothing kept from before, signed in, that notes what the browser tells. */
async function windowOf() {
  const context = await browser.newContext({ viewport: SIZE, locale: "en-GB", timezoneId: "Europe/Berlin" });
  const page = await context.newPage();
  await page.addInitScript(() => {
    const noted = { longTasks: [], shifts: [], keys: [] };
    globalThis.noted = noted;
    const note = (type, each, options = {}) =>
      new PerformanceObserver((list) => list.getEntries().forEach(each)).observe({ type, buffered: true, ...options });
    note("longtask", ({ duration }) => noted.longTasks.push(duration));
    note("layout-shift", ({ value }) => noted.shifts.push(value));
    note("event", ({ name, duration, processingEnd, startTime }) => {
      if (name === "keydown") noted.keys.push({ duration, handled: processingEnd - startTime });
    }, { durationThreshold: 16 });
  });
  await signIn(page, home, "anna");
  // What that page still fetches is not the next one's.
  await page.waitForLoadState("networkidle");
  return page;
}

async function firstSight(thread) {
  const paints = { cold: [], kept: [] };
  const shifts = [];
  let weight = null;
  for (let round = 0; round < ROUNDS; round++) {
    const page = await windowOf();
    const session = await page.context().newCDPSession(page);
    await session.send("Network.enable");
    // Who signed in has the style sheet and the modules already; a first visit has not.
    await session.send("Network.clearBrowserCache");
    for (const state of ["cold", "kept"]) {
      const fetched = state === "cold" ? weighed(session) : null;
      await page.goto(`${home.url}/threads/${thread}`, { waitUntil: "networkidle" });
      paints[state].push(await page.evaluate(painted));
      weight ??= fetched?.();
      shifts.push(await page.evaluate(() => noted.shifts.reduce((sum, value) => sum + value, 0)));
    }
    await page.context().close();
  }
  if (wants("paint")) {
    row("first contentful paint after the response, nothing kept", median(paints.cold), 100, "ms");
    row("the same, style sheet and modules kept", median(paints.kept), 100, "ms");
    row("cumulative layout shift while it loads, worst", Math.max(...shifts), 0, "");
  }
  if (wants("transfer")) {
    row("transfer in all, headers included", weight.all / 1_000, 60, "kB");
    row("of it JavaScript, headers included", weight.script / 1_000, 25, "kB");
    row("the same without headers", weight.bodies / 1_000, 60, "kB");
    row("of it JavaScript", weight.scriptBodies / 1_000, 25, "kB");
    row("of it the style sheet", weight.style / 1_000, null, "kB");
    row("of it the page", weight.page / 1_000, null, "kB");
    row("requests", weight.requests, null, "");
    row("that block painting", weight.blocking, 1, "");
  }
}

function painted() {
  const [navigation] = performance.getEntriesByType("navigation");
  const [first] = performance.getEntriesByName("first-contentful-paint");
  return first.startTime - navigation.responseEnd;
}

/** Adds up what comes over the line from now on; the function it returns tells the sums. */
function weighed(session) {
  const sum = { all: 0, script: 0, style: 0, page: 0, requests: 0, blocking: 0, bodies: 0, scriptBodies: 0 };
  const kinds = new Map();
  const kindOf = { Script: "script", Stylesheet: "style", Document: "page" };
  session.on("Network.requestWillBeSent", ({ requestId, type, request, renderBlockingBehavior }) => {
    kinds.set(requestId, kindOf[type] ?? (request.url.endsWith(".js") ? "script" : "other"));
    if (renderBlockingBehavior === "Blocking" || type === "Stylesheet") sum.blocking += 1;
  });
  const heads = new Map();
  session.on("Network.responseReceived", ({ requestId, response }) => heads.set(requestId, response.encodedDataLength));
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    sum.all += encodedDataLength;
    sum.requests += 1;
    const kind = kinds.get(requestId);
    const body = encodedDataLength - (heads.get(requestId) ?? 0);
    sum.bodies += body;
    if (kind === "script") sum.scriptBodies += body;
    if (kind in sum) sum[kind] += encodedDataLength;
  });
  return () => ({ ...sum });
}

/** From the newest of thousands to the very first, as fast as a wheel turns. */
async function scrolling(thread) {
  const page = await windowOf();
  await page.goto(`${home.url}/threads/${thread}`, { waitUntil: "networkidle" });
  await page.mouse.move(SIZE.width - 300, SIZE.height / 2);
  await page.evaluate(() => (noted.longTasks.length = noted.shifts.length = 0));
  const began = Date.now();
  let most = 0;
  let needed = 0;
  const look = () => page.evaluate(() => {
    const beginning = document.querySelector(".messages__beginning:not([inert])");
    return { count: document.querySelectorAll(".messages__log .message").length, begins: beginning !== null };
  });
  await browser.startTracing(page, { categories: TASKS });
  for (let turn = 0; ; turn++) {
    await page.mouse.wheel(0, -600);
    if (turn === TRACED_TURNS) needed = longest(await browser.stopTracing());
    if (turn % 20) continue;
    const { count, begins } = await look();
    most = Math.max(most, count);
    if ((begins && turn > TRACED_TURNS) || Date.now() - began > 300_000) break;
  }
  const { longTasks, shifts } = await page.evaluate(() => noted);
  row(`longest task while scrolling ${MANY} messages`, Math.max(0, ...longTasks), 50, "ms");
  row("longest by processor time, when others hold the machine", needed, 50, "ms");
  row("tasks over 50 ms meanwhile", longTasks.length, 0, "");
  row("layout shift meanwhile", shifts.reduce((sum, value) => sum + value, 0), 0, "");
  row("messages in the page at most", most, 300, "");
  row("the whole way took", (Date.now() - began) / 1_000, null, "s");
  await page.context().close();
}

/** Letters into the composer while hundreds of messages are in the page. */
async function typing(thread) {
  const page = await windowOf();
  await page.goto(`${home.url}/threads/${thread}`, { waitUntil: "networkidle" });
  await page.mouse.move(SIZE.width - 300, SIZE.height / 2);
  const count = () => page.locator(".messages__log .message").count();
  for (let turn = 0; turn < 400 && (await count()) < IN_VIEW - 50; turn++) {
    await page.mouse.wheel(0, -600);
    await page.waitForTimeout(30);
  }
  await page.evaluate(() => document.querySelector("message-list").scrollTo({ top: 0 }));
  await page.waitForTimeout(500);
  await page.focus("#composer_body");
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  const spent = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    const of = (wanted) => metrics.find(({ name }) => name === wanted).value * 1_000;
    return of("TaskDuration");
  };
  // From the key to the frame that shows its letter, without the wait for the screen's next beat.
  await page.evaluate(() => {
    noted.letters = [];
    document.addEventListener("keydown", ({ timeStamp }) => {
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => noted.letters.push(performance.now() - timeStamp);
        channel.port2.postMessage(0);
      });
    }, { capture: true });
  });
  const before = await spent();
  for (let n = 0; n < LETTERS; n++) {
    await page.keyboard.press("abcdefgh "[n % 9]);
    await page.waitForTimeout(40);
  }
  const work = ((await spent()) - before) / LETTERS;
  const { letters } = await page.evaluate(() => noted);
  row(`key to painted frame, ${await count()} messages in the page, median`, median(letters), 16, "ms");
  row("the same, slowest of twenty", quantile(letters, 0.95), null, "ms");
  row("work of the page's thread for a letter", work, 16, "ms");
  await page.context().close();
}

/** What the page's thread itself needed at most for one task, whatever else the machine did. */
function longest(trace) {
  const { traceEvents } = JSON.parse(trace.toString());
  const main = traceEvents.find(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain");
  const tasks = traceEvents.filter(({ name, pid, tid }) => name === "RunTask" && (!main || (pid === main.pid && tid === main.tid)));
  return Math.max(0, ...tasks.map(({ tdur = 0 }) => tdur / 1_000));
}

function row(figure, value, target, unit) {
  rows.push({ figure, value, target: target === null ? "" : String(target), unit, over: target !== null && value > target });
}

function print(rows) {
  console.log("| figure | target | measured | |\n|---|---|---|---|");
  for (const { figure, value, target, unit, over } of rows) {
    const shown = Number.isInteger(value) ? String(value) : value.toFixed(value < 10 ? 2 : 1);
    console.log(`| ${figure} | ${target} | ${`${shown} ${unit}`.trim()} | ${over ? "over" : ""} |`);
  }
}

function quantile(values, part) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

function median(values) {
  return quantile(values, 0.5);
}
