// The entry: every element registers itself when its module is loaded. Named first is what those below
// stand on, so that browsers ask for all of it at once instead of finding it step by step; not in the page
// itself, where thirty modules would fight with the style sheet for the line, and with the first paint.
import "./lib/dom.js";
import "./lib/fragment.js";
import "./lib/http.js";
import "./lib/kept.js";
import "./lib/message_window.js";
import { rare } from "./lib/rare.js";
import "./lib/scroller.js";
import "./live/catch_up.js";
import "./live/connection.js";
import "./live/delivery.js";
import "./live/live.js";
import "./live/shelf.js";
import "./models/backoff.js";
import "./models/coalesced.js";
import "./models/outbox.js";
import "./models/placement.js";
import "./models/sending.js";
import "./elements/jump_to_newest.js";
import "./elements/live_banner.js";
import "./elements/message_acts.js";
import "./elements/message_composer.js";
import "./elements/message_list.js";
import "./elements/message_notices.js";
import "./elements/message_outbox.js";
import "./elements/read_marks.js";
import "./elements/thread_company.js";
import "./elements/thread_list.js";

// What only a few pages have is fetched by those: the others stay light.
for (const { localName } of document.querySelectorAll("main :not(:defined, composer-context, drop-menu)")) {
  import(`./rare/${localName.replace("-", "_")}.js`);
}
if (document.querySelector("composer-context .context")) import("./rare/message_menu.js");

const { dataset } = document.documentElement;

// Keys that do something wherever one is. Single ones are for whoever wants them, and never while writing.
document.addEventListener("keydown", async (event) => {
  const { key, target, altKey } = event;
  if (event.defaultPrevented || event.ctrlKey || event.metaKey) return;
  const isSingle = /^[/?]$/.test(key) && dataset.shortcuts === "on" && !target.closest("input, textarea, select");
  const isStep = altKey && /^Arrow(Up|Down)$/.test(key) && target.localName !== "select";
  if (altKey ? !isStep : !isSingle && key !== "Escape") return;
  if (key !== "Escape") event.preventDefault();
  (await import("./rare/shortcuts.js")).press(key, target);
});

// What is pressed to be looked at, heard or recorded names the module that does it; without one the browser
// does what it can.
for (const type of ["pointerdown", "click", "input"]) {
  document.addEventListener(type, (event) => {
    const pressed = event.target.closest("[data-rare]");
    if (!pressed || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (type === "click") event.preventDefault();
    rare(pressed.dataset.rare).then(({ press }) => press(event, pressed), () => {});
  });
}

// A menu opens by itself; how it closes is fetched when one does.
document.addEventListener("toggle", ({ target }) => target.closest("drop-menu") && import("./rare/drop_menu.js"), true);

document.addEventListener("live:heard", async ({ detail: { event, data } }) => {
  if (event === "thread:updated") (await import("./rare/thread_head.js")).changed(data);
  if (event === "message:new" && dataset.sound === "on") (await import("./rare/sound.js")).arrived(data);
});
