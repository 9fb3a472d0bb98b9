// What keys do anywhere on a page. Which keys those are is decided where they are heard, in app.js.
import { parseFragment } from "../lib/fragment.js";
import { getFragment, meta } from "../lib/http.js";

/** Where Escape has a meaning of its own. */
const OWN_ESCAPE = "dialog, [popover], drop-menu, textarea, select, input:not(#seek)";

let sheet = null;

/** Does what a key is for; `target` is what had the focus when it was pressed. */
export function press(key, target) {
  if (!meta("member")) return;
  const acts = {
    "/": seek,
    "?": () => show().catch(() => {}),
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    Escape: () => back(target),
  };
  acts[key]();
}

/** The field of this page that searches, or the page that does. */
function seek() {
  if (sheet?.open) return;
  const field = [...document.querySelectorAll("#q, #seek")].find((each) => each.checkVisibility());
  if (!field) return location.assign(`${meta("base")}/search`);
  field.focus();
  field.select();
}

/** The list of all keys; the same key puts it away again. */
async function show() {
  sheet ??= await made();
  if (sheet.open) sheet.close();
  else sheet.showModal();
}

async function made() {
  const dialog = parseFragment(await getFragment(`${meta("base")}/shortcuts`));
  dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
  document.body.append(dialog);
  return dialog;
}

/** To the thread above or below the open one; where none is open, to the first or the last. */
function step(by) {
  if (sheet?.open) return;
  const rows = [...document.querySelectorAll(".row[data-thread]")];
  const open = rows.findIndex((row) => row.matches("[aria-current]"));
  const next = open < 0 ? rows.at(by > 0 ? 0 : -1) : rows[open + by];
  if (next) location.assign(next.href);
}

/** From anywhere back to writing; what is written in a field is not left by this key, only an empty search. */
function back(target) {
  if (target.closest(OWN_ESCAPE) || target.value) return;
  document.getElementById("composer_body")?.focus();
}
