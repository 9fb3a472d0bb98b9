// What is chosen to be sent, above the field: what it looks like, in which order it goes, what is known to
// be wrong with it before a byte has left, and whether pictures go smaller.
import { copyOf } from "../lib/dom.js";
import { keep, kept } from "../lib/kept.js";
import { standIn } from "./away_files.js";
import "./file_arrivals.js";
import { areBig, isSlow, parcels, stayAway, stepped, troubles } from "./file_checks.js";
import { orderable } from "./file_order.js";
import { withoutMissed } from "./pending_files.js";
import { filled, label, sizeWords, timeWords } from "./sizes.js";
import { isPicture, smaller } from "./smaller_pictures.js";
import { lineSpeed } from "./uploads.js";

const CHOICE = "hearth:pictures";
/** The room there is changes with what others send; asked again after a while. */
const FRESH_MS = 60_000;
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -1, ArrowDown: 1, Home: -Infinity, End: Infinity };

const trays = new WeakMap();

/** The tray of this composer. */
export function trayOf(composer) {
  if (!trays.has(composer)) trays.set(composer, new FileTray(composer));
  return trays.get(composer);
}

class FileTray {
  #composer;
  #place;
  #tray;
  #list;
  /** By their items in the list, whose order is that of the files. */
  #known = new Map();
  #room = null;
  /** How many bytes this browser has for what waits here, as far as it says. */
  #ownRoom = null;
  #askedAt = 0;
  #words;
  #placeholder;

  constructor(composer) {
    this.#composer = composer;
    this.#place = composer.querySelector(".composer__tray");
    this.#tray = copyOf(composer, "tray");
    this.#list = this.#tray.querySelector(".tray__files");
    this.#placeholder = this.#body.placeholder;
    const words = composer.querySelector("template[data-part=words]").content.querySelectorAll("[data-words]");
    this.#words = new Map([...words].map((each) => [each.dataset.words, each.textContent]));
    this.#list.addEventListener("click", (event) => this.#pressed(event.target));
    this.#list.addEventListener("keydown", (event) => this.#typed(event));
    this.#tray.querySelector(".tray__sizes").addEventListener("change", ({ target }) => keep(CHOICE, target.dataset.choice));
    orderable(this.#list, ".chosen__face", (item) => this.#moved(item));
    this.#place.append(this.#tray);
  }

  /** How many can be sent. */
  get count() {
    return this.#sendable.length;
  }

  add(files) {
    for (const file of withoutMissed(files)) this.#list.append(this.#card(file));
    this.#check();
    this.#askRoom();
    this.#askOwnRoom();
    this.#list.lastElementChild?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** Takes out what can be sent, in messages of as many as one holds; the others stay. */
  take() {
    const taken = this.#sendable;
    const isSmaller = !this.#sizes.hidden && this.#choice === "smaller";
    for (const [item] of taken) this.#drop(item);
    this.#check();
    const files = taken.map(([, { file, isAway }]) => (isAway ? standIn(file, this.#say("again", { name: file.name })) : file));
    return parcels(files).map((files) => ({ files, isSmaller }));
  }

  // What is shown

  #card(file) {
    const item = copyOf(this.#composer, "chosen");
    const known = { file, side: 0, bytes: null, trouble: null, isAway: false, address: null };
    this.#known.set(item, known);
    item.querySelector(".chosen__name").textContent = file.name;
    item.querySelector(".chosen__size").textContent = sizeWords(file.size);
    for (const button of item.querySelectorAll("[aria-label]")) label(button, { name: file.name });
    if (file.type.startsWith("image/")) this.#picture(item, known);
    else if (file.type.startsWith("video/")) this.#film(item, known);
    return item;
  }

  #picture(item, known) {
    const image = document.createElement("img");
    image.alt = "";
    image.decoding = "async";
    image.draggable = false;
    image.addEventListener("load", () => {
      known.side = Math.max(image.naturalWidth, image.naturalHeight);
      this.#offerSizes();
    });
    this.#preview(item, known, image, "load");
  }

  /** By what is seen at its beginning. */
  #film(item, known) {
    const film = document.createElement("video");
    film.muted = true;
    film.playsInline = true;
    film.preload = "metadata";
    this.#preview(item, known, film, "loadeddata", "#t=0.1");
  }

  #preview(item, known, element, ready, part = "") {
    known.address = URL.createObjectURL(known.file);
    element.className = "chosen__preview";
    element.addEventListener(ready, () => item.classList.add("chosen--seen"));
    // What this browser cannot open is known by its name.
    element.addEventListener("error", () => element.remove());
    element.src = known.address + part;
    item.querySelector(".chosen__face").prepend(element);
  }

  #drop(item) {
    const { address } = this.#known.get(item);
    if (address) URL.revokeObjectURL(address);
    this.#known.delete(item);
    item.remove();
  }

  // What is wrong

  #check() {
    const all = this.#all;
    const limits = { most: Number(this.#composer.dataset.mostBytes) || null, room: this.#room, bytesPerSecond: lineSpeed() };
    const found = troubles(all.map(([, { file }]) => file.size), limits);
    for (const [at, [item, known]] of all.entries()) {
      known.trouble = found[at];
      item.classList.toggle("chosen--stays", Boolean(found[at]?.stays));
      item.classList.toggle("chosen--alone", all.length === 1);
    }
    const sendable = this.#sendable;
    const away = stayAway(sendable.map(([, { file }]) => file.size), this.#ownRoom);
    for (const [at, [, known]] of sendable.entries()) known.isAway = away[at];
    const notes = all.filter(([, { trouble }]) => trouble).map(([, known]) => this.#note(known));
    for (const [, { file, isAway }] of sendable) if (isAway) notes.push(this.#line(this.#say("away", { name: file.name }), false));
    const count = parcels(sendable).length;
    if (count > 1) notes.push(this.#line(this.#say("several", { count }), false));
    this.#tray.querySelector(".tray__notes").replaceChildren(...notes);
    this.#place.hidden = all.length === 0;
    this.#body.placeholder = all.length ? this.#body.dataset.caption : this.#placeholder;
    this.#offerSizes();
  }

  #note({ file: { name, size }, trouble: { kind, stays, most, room, seconds } }) {
    const blanks = { name, size: sizeWords(size) };
    if (most) blanks.most = sizeWords(most);
    if (room !== undefined) blanks.room = sizeWords(room);
    if (seconds) blanks.time = timeWords(seconds);
    return this.#line(this.#say(seconds ? "long-time" : kind, blanks), stays);
  }

  #line(words, stays) {
    const line = document.createElement("p");
    line.className = "tray__note";
    line.classList.toggle("tray__note--stays", stays);
    line.textContent = words;
    return line;
  }

  async #askRoom() {
    if (Date.now() - this.#askedAt < FRESH_MS) return;
    this.#askedAt = Date.now();
    try {
      const answer = await fetch(this.#composer.dataset.uploadsUrl, { method: "OPTIONS" });
      const room = answer.headers.get("hearth-room");
      this.#room = room === null ? null : Number(room);
      this.#check();
    } catch {
      // Without a line nothing is known; it is said when the file is sent.
      this.#askedAt = 0;
    }
  }

  /** Plain http hides it. */
  async #askOwnRoom() {
    const { quota, usage } = (await navigator.storage?.estimate?.().catch(() => null)) ?? {};
    if (!(quota > 0)) return;
    this.#ownRoom = quota - usage;
    this.#check();
  }

  // How large pictures go

  #offerSizes() {
    const pictures = this.#sendable.filter(([, { file }]) => isPicture(file)).map(([, known]) => known);
    const wasHidden = this.#sizes.hidden;
    this.#sizes.hidden = !areBig(pictures.map(({ file, side }) => ({ size: file.size, side })));
    if (this.#sizes.hidden) return;
    const isSlowLine = isSlow(navigator.connection, lineSpeed());
    const choice = kept(CHOICE) ?? (isSlowLine ? "smaller" : "whole");
    if (wasHidden) this.#sizes.querySelector(`[data-choice="${choice}"]`).checked = true;
    const [whole, small] = this.#sizes.querySelectorAll(".tray__bytes");
    whole.textContent = sizeWords(pictures.reduce((sum, { file }) => sum + file.size, 0));
    this.#measure(pictures, small);
  }

  /** By trying it with the largest. */
  async #measure(pictures, place) {
    const largest = pictures.reduce((one, other) => (other.file.size > one.file.size ? other : one));
    largest.bytes ??= smaller(largest.file).then(({ size }) => size);
    const size = sizeWords(await largest.bytes);
    place.textContent = pictures.length > 1 ? this.#say("about", { size }) : size;
  }

  // What a person does

  #pressed(target) {
    const item = target.closest(".chosen");
    if (target.closest(".chosen__remove")) return this.#remove(item);
    const move = target.closest(".chosen__move");
    if (move) return this.#step(item, Number(move.dataset.step), move);
    const face = target.closest(".chosen__face");
    if (!face) return;
    for (const each of this.#list.querySelectorAll(".chosen__face")) {
      each.setAttribute("aria-pressed", String(each === face && each.getAttribute("aria-pressed") !== "true"));
    }
  }

  #typed(event) {
    const face = event.target.closest(".chosen__face");
    if (!face || event.altKey || event.ctrlKey || event.metaKey) return;
    const item = face.closest(".chosen");
    if (event.key === "Delete" || event.key === "Backspace") this.#remove(item);
    else if (event.key in STEPS) this.#step(item, STEPS[event.key] * this.#direction(event.key), face);
    else return;
    event.preventDefault();
  }

  #direction(key) {
    return /Left|Right/.test(key) && getComputedStyle(this.#list).direction === "rtl" ? -1 : 1;
  }

  #step(item, step, focused) {
    const items = [...this.#list.children];
    const at = items.indexOf(item);
    const to = stepped(at, step, items.length);
    if (to === at) return;
    if (to > at) items[to].after(item);
    else items[to].before(item);
    focused.focus();
    this.#moved(item);
  }

  #moved(item) {
    const { name } = this.#known.get(item).file;
    const all = [...this.#list.children];
    item.scrollIntoView({ block: "nearest", inline: "nearest" });
    this.#tell("moved", { name, at: all.indexOf(item) + 1, count: all.length });
    // Where there is not room for all, it goes to those that come first.
    this.#check();
  }

  #remove(item) {
    const { name } = this.#known.get(item).file;
    const next = item.nextElementSibling ?? item.previousElementSibling;
    this.#drop(item);
    this.#check();
    this.#tell("removed", { name });
    (next?.querySelector(".chosen__face") ?? this.#body).focus();
  }

  #tell(part, blanks) {
    this.#tray.querySelector(".tray__said").textContent = this.#say(part, blanks);
  }

  #say(part, blanks) {
    return filled(this.#words.get(`tray-${part}`), blanks);
  }

  get #all() {
    return [...this.#list.children].map((item) => [item, this.#known.get(item)]);
  }

  get #sendable() {
    return this.#all.filter(([, { trouble }]) => !trouble?.stays);
  }

  get #sizes() {
    return this.#tray.querySelector(".tray__sizes");
  }

  get #choice() {
    return this.#sizes.querySelector(":checked")?.dataset.choice;
  }

  get #body() {
    return this.#composer.querySelector(".composer__body");
  }
}
