// Messages that wait on this device although their thread is not open: whatever page comes next sends
// them. Those of somebody who signed out, or in whose place somebody else signed in, go.
import { meta } from "../lib/http.js";
import { keep, kept } from "../lib/kept.js";
import { outboxOf } from "../live/delivery.js";
import { drop, LEFT, OWNER, Shelf } from "../live/shelf.js";

const left = kept(LEFT);
// Before sign-in what waits for its author to come back stays.
const owner = left ? "" : meta("member") || kept(OWNER);
await drop(({ member }) => member !== owner);
if (left) forget(left);
if (meta("member")) await send(document.querySelector("message-composer")?.dataset.thread);

/** What somebody was writing and has heard, and the emoji they like, are nobody else's either. */
function forget(member) {
  const theirs = ["draft", "emoji", "heard", "upload"].map((what) => `hearth:${what}:${member}`);
  const isTheirs = (name) => theirs.some((beginning) => name.startsWith(beginning));
  for (const name of Object.keys(localStorage).filter(isTheirs)) keep(name, null);
  keep(LEFT, null);
}

/** The thread that is open sends its own. */
async function send(open) {
  const waiting = await new Shelf().all();
  const threads = new Set(waiting.filter(({ refused }) => !refused).map(({ thread }) => thread));
  threads.delete(open);
  const outboxes = [...threads].map((thread) => outboxOf(thread, () => {}));
  const resume = () => outboxes.forEach((outbox) => outbox.resume());
  document.addEventListener("live:connected", resume);
  addEventListener("online", resume);
  resume();
}
