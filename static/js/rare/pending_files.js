// What the files of a message look like while they are on their way: pictures as they will stand there,
// everything else by its name, each with how far it has come and a way to leave it out.
import { announce, copyOf } from "../lib/dom.js";
import { here, release, takeBack } from "./away_files.js";
import { crop, fitted } from "./fitting.js";
import { hold } from "./own_pictures.js";
import { filled, label, sizeWords } from "./sizes.js";
import { isGone, isSettled } from "./uploads.js";

/** As the server's `is_picture`. */
const PICTURES = /^image\/(jpeg|png|gif|webp)$/;
const DECODE_MS = 1_000;

/** Messages on their way, by their keys. */
const waiting = new Map();

document.addEventListener("upload:moved", ({ detail: { key, at, share } }) => {
  const ring = bubbleOf(key)?.querySelector(`[data-nth="${at}"] .sending__ring`);
  if (!ring) return;
  ring.style.setProperty("--sent", share);
  ring.setAttribute("aria-valuenow", String(Math.round(share * 100)));
});

document.addEventListener("upload:missed", ({ detail: { key } }) => bubbleOf(key)?.toggleAttribute("data-missing", true));

document.addEventListener("delivery:discarded", ({ detail: { key } }) => waiting.get(key)?.files.forEach(release));

document.addEventListener("upload:dropped", ({ detail: { key, at } }) => {
  const bubble = bubbleOf(key);
  if (waiting.has(key)) release(waiting.get(key).files[at]);
  bubble?.querySelector(`[data-nth="${at}"]`)?.remove();
  if (!bubble || bubble.querySelector("[data-nth]") || bubble.querySelector(".message__body p")) return;
  announce(bubble, "delivery:discarded", { key });
});

document.addEventListener("upload:done", ({ detail: { key, ids } }) => {
  const bubble = bubbleOf(key);
  if (!bubble) return;
  for (const part of bubble.querySelectorAll(".sending, .delivery__cancel")) part.remove();
  const files = [...bubble.querySelectorAll("[data-nth]")].sort((one, other) => one.dataset.nth - other.dataset.nth);
  for (const [index, file] of files.entries()) {
    const image = file.querySelector(".picture__image");
    if (image && ids[index]) hold(ids[index], image);
  }
});

/** Shows the files of a message in its bubble. */
export function fill(outbox, bubble, entry) {
  if (bubble.querySelector("[data-nth]")) return;
  waiting.set(entry.key, entry);
  // An earlier page missed it.
  if (entry.files.some(({ away, again }) => away && again === entry.refused)) bubble.dataset.missing = "";
  bubble.addEventListener("click", ({ target }) => {
    if (target.closest(".delivery__again")) return ask(bubble, entry);
    const at = target.closest(".sending__cancel")?.closest("[data-nth]").dataset.nth;
    if (at !== undefined) announce(bubble, "upload:dropped", { key: entry.key, at: Number(at) });
  });
  // One alone is left out where it stands.
  if (entry.files.length > 1) bubble.querySelector(".message__bubble").append(copyOf(outbox, "cancel"));
  for (const [at, file] of entry.files.entries()) {
    if (isGone(entry.key, at)) continue;
    const whole = here(file);
    if (whole && PICTURES.test(file.type)) attachPicture(outbox, bubble, whole, at);
    else attachDocument(outbox, bubble, file, at);
  }
}

/** Files that were chosen, without those that a message here has missed: that one goes on. */
export function withoutMissed(files) {
  let rest = files;
  for (const bubble of document.querySelectorAll(".messages__outbox [data-missing]")) {
    rest = given(bubble, waiting.get(bubble.dataset.key), rest);
  }
  return rest;
}

/** Asks a person for the files that are missed. */
function ask(bubble, entry) {
  const input = document.createElement("input");
  Object.assign(input, { type: "file", multiple: entry.files.length > 1 });
  input.addEventListener("change", () => {
    given(bubble, entry, [...input.files]);
    const [missed] = missedOf(entry);
    if (!missed) return;
    const words = bubble.querySelector(".delivery__again").dataset.another;
    bubble.querySelector(".delivery__reason").textContent = filled(words, missed);
  });
  input.click();
}

/** Gives a message what it has missed, and sends it once it has all; what is left is not its own. */
function given(bubble, entry, files) {
  const rest = takeBack(missedOf(entry), files);
  if (rest.length < files.length && !missedOf(entry).length) {
    delete bubble.dataset.missing;
    announce(bubble, "delivery:retried", { key: entry.key });
  }
  return rest;
}

/** Those of its files that still have to go up, and that nobody here has. */
function missedOf({ key, files }) {
  return files.filter((file, at) => !here(file) && !isSettled(key, at));
}

function attachDocument(outbox, bubble, file, at) {
  const shown = copyOf(outbox, "document");
  shown.querySelector(".document__name").textContent = file.name;
  shown.querySelector(".document__size").textContent = sizeWords(file.size);
  shown.prepend(sending(outbox, file));
  put(bubble.querySelector(".message__documents"), shown, at);
}

/** Its size is known before it is seen, so that it comes in the size it keeps. */
async function attachPicture(outbox, bubble, file, at) {
  const shown = copyOf(outbox, "picture");
  const image = shown.querySelector("img");
  shown.append(sending(outbox, file));
  shown.hidden = true;
  put(bubble.querySelector(".message__pictures"), shown, at);
  image.loading = "eager";
  image.alt = file.name;
  image.src = URL.createObjectURL(file);
  await Promise.race([image.decode().catch(() => {}), new Promise((done) => setTimeout(done, DECODE_MS))]);
  const sides = [image.naturalWidth, image.naturalHeight];
  if (image.naturalWidth) Object.assign(image, fitted(...sides));
  const cut = crop(...sides);
  if (cut) shown.classList.add(`picture--${cut}`);
  // What a browser has painted from it stays.
  if (image.complete) URL.revokeObjectURL(image.src);
  else image.addEventListener("load", () => URL.revokeObjectURL(image.src), { once: true });
  shown.hidden = false;
}

function put(list, shown, at) {
  shown.removeAttribute("href");
  shown.dataset.nth = at;
  const next = [...list.children].find((each) => Number(each.dataset.nth) > at);
  if (next) next.before(shown);
  else list.append(shown);
}

function sending(outbox, { name }) {
  const sending = copyOf(outbox, "sending");
  label(sending.querySelector(".sending__ring"), { name });
  label(sending.querySelector(".sending__cancel"), { name });
  return sending;
}

function bubbleOf(key) {
  return document.querySelector(`.messages__outbox [data-key="${CSS.escape(key)}"]`);
}
