// Messages that wait on this device although their thread is not open: whatever page comes next sends
// them. Those of somebody who signed out, or in whose place somebody else signed in, go.
import { meta } from "../lib/http.js";
import { outboxOf } from "../live/delivery.js";
import { Shelf, tidy } from "../live/shelf.js";

await tidy();
if (meta("member")) await send(document.querySelector("message-composer")?.dataset.thread);

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
