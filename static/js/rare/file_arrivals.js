// Files that are dropped onto a conversation or pasted into its page: they go to the composer. Text that
// is dragged or pasted stays the browser's business.
import { announce, copyOf } from "../lib/dom.js";

/** Without a word from the drag for this long it has left: browsers do not always say so. */
const SILENCE_MS = 400;

let shown = null;
let silence = null;

document.addEventListener("dragover", dragged);
document.addEventListener("dragleave", (event) => event.relatedTarget === null && hide());
document.addEventListener("drop", dropped);
document.addEventListener("paste", pasted);

function dragged(event) {
  if (!event.dataTransfer.types.includes("Files") || !composer()) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "copy";
  show();
  clearTimeout(silence);
  silence = setTimeout(hide, SILENCE_MS);
}

function dropped(event) {
  hide();
  if (!event.dataTransfer.types.includes("Files") || !composer()) return;
  // Also where nothing of it is a file of ours: the page must not make way for it.
  event.preventDefault();
  offer(filesOf(event.dataTransfer));
}

/** Words that come with a picture of themselves, as from a table, are words. */
function pasted(event) {
  const { files, types } = event.clipboardData;
  const isElsewhere = event.target.closest?.("input, textarea, dialog") && !composer()?.contains(event.target);
  if (!files.length || isElsewhere || !composer()) return;
  if (types.includes("text/plain") && types.includes("text/html")) return;
  event.preventDefault();
  offer([...files]);
}

/** A folder looks like a file, and cannot be read as one. */
function filesOf({ items, files }) {
  const isFolder = (at) => items[at]?.webkitGetAsEntry?.()?.isDirectory;
  return [...files].filter((_, at) => !isFolder(at));
}

function offer(files) {
  if (files.length) announce(composer(), "files:offered", { files });
}

function show() {
  if (shown) return;
  shown = copyOf(composer(), "drop");
  composer().parentElement.append(shown);
}

function hide() {
  clearTimeout(silence);
  shown?.remove();
  shown = null;
}

function composer() {
  return document.querySelector("message-composer");
}
