// The page's one live connection. Tells the document what it hears: `live:connected`, `live:lost`,
// `live:subscribed` {channel, data}, `live:denied` {channel, status}, `live:heard` {channel, event, data, userId}.
// Where no connection comes about although the server answers, the page asks every few seconds instead:
// then `live:polled` says that it is up to date, and every channel hears of it as of an event.
import { announce } from "../lib/dom.js";
import { Refused, meta, postForm } from "../lib/http.js";
import { keep, kept } from "../lib/kept.js";
import { rare } from "../lib/rare.js";
import { Connection } from "./connection.js";

/** Reloading is how a page of somebody signed out gets to sign-in; never in a circle. */
const RELOAD_EVERY_MS = 60_000;
const RELOADED = "hearth:reloaded";
const SIGNED_OUT = 4009;
/** What was just sent may be what ended the session, as showing a password again does: its answer leads on. */
const ANSWER_MS = 5_000;
/** Without a connection for this long it is time to ask. */
const PATIENCE_MS = 12_000;
/** Set where the last that was heard of the connection is that none comes about; settings say so. */
export const BLOCKED = "hearth:blocked";

const path = meta("live");
const joined = new Map();
let answerBy = 0;
let polling = null;
let pollingTimer = null;
const connection = path ? connect(path) : null;

addEventListener("submit", awaitAnswer, { capture: true });

/** Listens to a channel; several may listen to the same. */
export function join(channel) {
  joined.set(channel, (joined.get(channel) ?? 0) + 1);
  connection?.subscribe(channel);
}

/** Stops listening. */
export function leave(channel) {
  const count = (joined.get(channel) ?? 0) - 1;
  if (count > 0) return joined.set(channel, count);
  joined.delete(channel);
  connection?.unsubscribe(channel);
}

/** Says something to the others in a private or presence channel; never stored, and lost without a line. */
export function whisper(channel, event, data) {
  connection?.whisper(channel, event, data);
}

/** Says that something was sent whose answer may lead to another page. */
export function awaitAnswer() {
  answerBy = performance.now() + ANSWER_MS;
}

/** Gets to sign-in and back, at most once a minute. */
export function reloadSignedOut() {
  let last = 0;
  try {
    last = Number(sessionStorage.getItem(RELOADED));
    sessionStorage.setItem(RELOADED, String(Date.now()));
  } catch {
    // Storage may be switched off; then once more is better than never.
  }
  if (Date.now() - last > RELOAD_EVERY_MS) location.reload();
}

/** The same, but an answer that is awaited leads on first: a reload would keep it from arriving. */
function reloadUnlessAnswered() {
  setTimeout(reloadSignedOut, answerBy - performance.now());
}

function connect(path) {
  const url = new URL(path, location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  const connection = new Connection(url.href, { authorise });
  const pass = (from, to) => connection.addEventListener(from, ({ detail }) => announce(document, to, detail));
  connection.addEventListener("connected", () => {
    clearTimeout(pollingTimer);
    pollingTimer = null;
    polling?.stop();
    polling = null;
    keep(BLOCKED, null);
  });
  pass("connected", "live:connected");
  connection.addEventListener("lost", () => {
    if (!polling?.works) announce(document, "live:lost");
    waitToPoll(kept(BLOCKED) ? 0 : patience());
  });
  pass("subscribed", "live:subscribed");
  pass("denied", "live:denied");
  pass("event", "live:heard");
  connection.addEventListener("refused", ({ detail }) => detail.code === SIGNED_OUT && reloadUnlessAnswered());
  addEventListener("online", () => connection.open());
  addEventListener("offline", () => connection.suspend());
  addEventListener("pageshow", ({ persisted }) => persisted && connection.probe());
  document.addEventListener("visibilitychange", () => document.hidden || connection.probe());
  // After the modules: whoever joins at start is in the first round of subscriptions.
  queueMicrotask(() => connection.open());
  // Where it was needed a moment ago, on the page before, it is needed at once.
  waitToPoll(kept(BLOCKED) ? 0 : patience());
  return connection;
}

function waitToPoll(ms) {
  pollingTimer ??= setTimeout(poll, ms);
}

/** Spread, so that a restart of the server is no storm. */
function patience() {
  return PATIENCE_MS * (1 + Math.random());
}

async function poll() {
  try {
    const { Polling } = await rare("polling");
    if (pollingTimer !== null) polling ??= new Polling(joined);
  } catch {
    // The server is not there at all.
    pollingTimer = null;
    waitToPoll(patience());
  }
}

async function authorise(socketId, channel) {
  const form = new URLSearchParams({ socket_id: socketId, channel_name: channel });
  try {
    return JSON.parse(await postForm(`${meta("base")}/pusher/auth`, form));
  } catch (error) {
    if (error instanceof Refused && error.status === 401) reloadUnlessAnswered();
    throw error;
  }
}
