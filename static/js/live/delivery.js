// How this member's messages leave this device: from its shelf, by one window at a time, told to all of
// its windows. How files go up is fetched where a message has some.
import { meta, postForm, Refused } from "../lib/http.js";
import { keep, kept } from "../lib/kept.js";
import { rare } from "../lib/rare.js";
import { Outbox } from "../models/outbox.js";
import { reloadSignedOut } from "./live.js";
import { LEFT, OWNER, Shelf } from "./shelf.js";

/** An answer takes no longer on any line that still lives: files have gone up by then. */
const ANSWER_MS = 30_000;

const others = globalThis.BroadcastChannel ? new BroadcastChannel("hearth:outbox") : null;

/** The way out of one thread. `changed(entry, result)` is told of every change, in other windows as well. */
export function outboxOf(thread, changed) {
  const tell = (entry, result) => {
    changed(entry, result);
    others?.postMessage({ thread, entry, result });
  };
  const outbox = new Outbox({
    shelf: new Shelf(thread),
    send: async (entry) => (entry.files.length ? (await rare("uploads")).deliver(entry, post) : post(entry)),
    changed: tell,
    alone: (task, hasFiles) => alone(`hearth:${hasFiles ? "files" : "outbox"}:${meta("member")}:${thread}`, task),
  });
  others?.addEventListener("message", ({ data }) => {
    if (data.thread !== thread || data.entry.member !== meta("member")) return;
    changed(data.entry, data.result);
    // In line behind the window that sends: should that be closed, this one goes on.
    if (data.entry.state === "pending") outbox.resume();
  });
  return outbox;
}

async function post({ url, key, body, reply }, fileIds = []) {
  const form = new FormData();
  form.set("idempotencyKey", key);
  form.set("body", body);
  if (reply) form.set("replyTo", reply.id);
  for (const id of fileIds) form.append("fileIds", id);
  try {
    return await postForm(url, form, AbortSignal.timeout(ANSWER_MS));
  } catch (error) {
    // Signed out meanwhile: it waits for its author to come back.
    if (error instanceof Refused && error.status === 401) {
      reloadSignedOut();
      throw new Error(error.code);
    }
    throw error;
  }
}

/** Runs a task while no other window of this device runs one of the same name. */
async function alone(name, task) {
  if (navigator.locks) return navigator.locks.request(name, task);
  // Plain http hides the locks.
  const { alone } = await rare("window_lock").catch(() => ({ alone: (_, task) => task() }));
  return alone(name, task);
}

// On a device that others use as well nothing is left behind: the next page sees to it. What waits to be
// sent would go with the rest, and that its author may not want.
addEventListener("submit", (event) => {
  const { action, dataset } = event.target;
  if (!action?.endsWith?.("/logout")) return;
  if (kept(OWNER) === meta("member") && !confirm(dataset.unsent)) return event.preventDefault();
  keep(LEFT, meta("member"));
}, true);
if (kept(OWNER) || kept(LEFT)) rare("leftovers").catch(() => {});
