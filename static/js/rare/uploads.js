// Files of messages on their way: a few at once, each going on where it broke off, after a broken line, a
// restart of the server or a reload of the page. Where each of them is, is kept on this device beside the
// message; how far it has come is asked of the server. Says `upload:moved` { key, at, share }, `upload:missed`
// { key } where nobody has a file any more, and, once all of a message have come, `upload:done` { key, ids };
// hears `upload:dropped` { key, at } and
// `delivery:discarded` { key } from this window and others.
import { announce } from "../lib/dom.js";
import { meta, Refused } from "../lib/http.js";
import { keep, kept } from "../lib/kept.js";
import { reloadSignedOut } from "../live/live.js";
import { found, release } from "./away_files.js";
import { smaller } from "./smaller_pictures.js";
import { upload } from "./upload.js";

const AT_ONCE = 3;
/** A line on which nothing moves any more is broken, whatever the browser still hopes for. */
const SILENCE_MS = 30_000;
/** Once all has been sent the server looks at the whole of it, which takes its time for a long film. */
const ANSWER_MS = 300_000;
/** How fast this device's line was lately, in bytes a second. */
const LINE = "hearth:line";
const KEEPS = 0.7;
/** Too little to tell how fast a line is. */
const TELLING_BYTES = 200_000;

const running = new Map();
/** Where nothing can be kept it is known at least as long as the page is open. */
const memory = new Map();
const others = globalThis.BroadcastChannel ? new BroadcastChannel("hearth:uploads") : null;

document.addEventListener("upload:dropped", ({ detail }) => {
  others?.postMessage(detail);
  drop(detail);
});
document.addEventListener("delivery:discarded", ({ detail: { key } }) => {
  others?.postMessage({ key });
  discard(key);
});
others?.addEventListener("message", ({ data }) => (data.at === undefined ? discard(data.key) : drop(data)));

/** Sends the files of a message, then the message by `post(entry, ids)`. */
export async function deliver(entry, post) {
  const job = { stops: new Map(), isDiscarded: false, isPosting: false };
  running.set(entry.key, job);
  try {
    try {
      return await posted(entry, job, post);
    } catch (error) {
      // They lay there for so long that the server has put them away.
      if (error.code !== "unknown_file") throw error;
      job.isPosting = false;
      save(entry.key, ways(entry.key).map((way) => ({ gone: way?.gone })));
      return await posted(entry, job, post);
    }
  } catch (error) {
    if (job.isDiscarded) throw Object.assign(new Error("discarded"), { discarded: true });
    if (error.status === 401) {
      reloadSignedOut();
      throw new Error(error.code);
    }
    throw error;
  } finally {
    running.delete(entry.key);
  }
}

/** Whether a person took this file out of its message while it was on its way. */
export function isGone(key, at) {
  return Boolean(ways(key)[at]?.gone);
}

/** Whether the server has all of it, or need not have it. */
export function isSettled(key, at) {
  const way = ways(key)[at];
  return Boolean(way?.gone || way?.id);
}

/** How fast the line was lately, in bytes a second; null if nobody knows. */
export function lineSpeed() {
  return kept(LINE);
}

async function posted(entry, job, post) {
  const ids = (await inTurn(entry.files, (file, at) => sent(entry, file, at, job))).filter(Boolean);
  if (job.isDiscarded || (!ids.length && !entry.body)) {
    job.isDiscarded = true;
    throw new Error("nothing_left");
  }
  job.isPosting = true;
  announce(document, "upload:done", { key: entry.key, ids });
  const result = await post(entry, ids);
  save(entry.key, null);
  return result;
}

/** A few at once, in their order; where one cannot go on the others stop. */
async function inTurn(files, task) {
  const results = [];
  const waiting = [...files.entries()];
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) results[next[0]] = await task(next[1], next[0]);
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  } finally {
    waiting.length = 0;
  }
  return results;
}

/** One file; resolves to its id, or to nothing where a person took it out. */
async function sent(entry, file, at, job) {
  const { key } = entry;
  if (isGone(key, at)) return null;
  const known = ways(key)[at]?.id;
  if (known) {
    tell(key, at, 1);
    return known;
  }
  const stop = new AbortController();
  job.stops.set(at, stop);
  try {
    const whole = await found(file);
    if (!whole) throw missed(key, file);
    const content = entry.isSmaller ? await smaller(whole) : whole;
    const id = await upload({
      content,
      name: content.name,
      endpoint: endpoint(),
      place: ways(key)[at]?.url,
      ask: (method, url, options) => ask(method, url, { ...options, signal: stop.signal }),
      placed: (url) => note(key, at, { url }),
      progressed: (bytes) => tell(key, at, bytes / content.size),
      measured: measure,
      refusal: ({ status, code, detail, retryAfterMs }) => new Refused(status, code, detail, retryAfterMs),
    });
    note(key, at, { id });
    release(file);
    return id;
  } catch (error) {
    if (isGone(key, at)) return null;
    for (const each of job.stops.values()) each.abort();
    throw error;
  } finally {
    job.stops.delete(at);
  }
}

/** No line brings it back: a person has to choose it again. */
function missed(key, { again }) {
  announce(document, "upload:missed", { key });
  return Object.assign(new Error("missed"), { passing: false, detail: again });
}

function tell(key, at, share) {
  announce(document, "upload:moved", { key, at, share });
}

/** One file of a message is not wanted any more. */
function drop({ key, at }) {
  const way = ways(key)[at];
  note(key, at, { gone: true });
  running.get(key)?.stops.get(at)?.abort();
  if (way?.url) giveUp(way.url);
}

/** A message is not wanted any more; one that has all its files is on its way for good. */
function discard(key) {
  const job = running.get(key);
  if (job?.isPosting) return;
  if (job) job.isDiscarded = true;
  for (const stop of job?.stops.values() ?? []) stop.abort();
  for (const way of ways(key)) if (way?.url) giveUp(way.url);
  save(key, null);
}

/** What came of it takes up room of its sender's until the server hears this, or a day has passed. */
function giveUp(url) {
  ask("DELETE", url, { headers: { "tus-resumable": "1.0.0" } }).catch(() => {});
}

// Where files are

function ways(key) {
  return kept(nameOf(key)) ?? memory.get(key) ?? [];
}

function note(key, at, news) {
  const all = ways(key);
  all[at] = { ...all[at], ...news };
  save(key, all);
}

function save(key, all) {
  keep(nameOf(key), all);
  if (all) memory.set(key, all);
  else memory.delete(key);
}

function nameOf(key) {
  return `hearth:upload:${meta("member")}:${key}`;
}

// The line

function endpoint() {
  return `${meta("base")}/api/uploads`;
}

function measure(bytes, ms) {
  if (bytes < TELLING_BYTES) return;
  const now = (bytes / Math.max(ms, 1)) * 1_000;
  const before = kept(LINE);
  keep(LINE, Math.round(before ? before * KEEPS + now * (1 - KEEPS) : now));
}

/** As `fetch`, but it says how much of the body has gone. */
function ask(method, url, { headers, body, progressed, signal }) {
  return new Promise((done, failed) => {
    if (signal?.aborted) return failed(new Error("stopped"));
    const request = new XMLHttpRequest();
    let silence = null;
    const heard = (ms) => {
      clearTimeout(silence);
      silence = setTimeout(() => request.abort(), ms);
    };
    const stop = () => request.abort();
    signal?.addEventListener("abort", stop);
    request.upload.addEventListener("progress", ({ loaded }) => {
      heard(SILENCE_MS);
      progressed?.(loaded);
    });
    request.upload.addEventListener("load", () => heard(ANSWER_MS));
    request.addEventListener("loadend", () => {
      clearTimeout(silence);
      signal?.removeEventListener("abort", stop);
      if (request.status === 0) failed(new Error("no_answer"));
      else done(answer(request));
    });
    request.open(method, url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    heard(SILENCE_MS);
    request.send(body);
  });
}

function answer(request) {
  const { error, detail } = problem(request);
  return {
    status: request.status,
    header: (name) => request.getResponseHeader(name),
    code: error ?? "",
    detail: detail ?? "",
    retryAfterMs: (Number(request.getResponseHeader("retry-after")) || 0) * 1_000,
  };
}

function problem(request) {
  if (request.status < 400) return {};
  try {
    return JSON.parse(request.responseText) ?? {};
  } catch {
    return {};
  }
}
