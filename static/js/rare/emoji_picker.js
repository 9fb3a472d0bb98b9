// Choosing an emoji: in groups, by name, by hand, finger or keys. The pictures are the device's own; their
// list comes from the server once and is kept by the browser.
import { copyOf } from "../lib/dom.js";
import { meta } from "../lib/http.js";
import { keep, kept } from "../lib/kept.js";
import { search } from "./emoji_search.js";
import { insert } from "./typing.js";

const GENERIC_FONT = "sans-serif";
const RECENT = 24;
const GAP_PX = 8;
const TONE = "hearth:tone";
/** One of each version of the tables: a device that cannot draw it cannot draw its like either. */
const SAMPLES = { 13: "🫁", 14: "🫠", 15: "🫨", 16: "🫩", 17: "🫪" };
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

let picker = null;

/** Opens beside `near`; `chosen(emoji)` is told of each, `left()` of a picker that closes without one. */
export async function pick(near, chosen, left = () => near.focus()) {
  picker ??= new EmojiPicker(await fetchList());
  picker.open(near, chosen, left);
}

/** The same for a field, into which what is chosen goes. */
export function pickInto(field, near) {
  return pick(near, (emoji) => insert(field, emoji), () => field.focus());
}

async function fetchList() {
  const { lang } = document.documentElement;
  const response = await fetch(new URL(`../../emoji/${lang}.json`, import.meta.url));
  if (!response.ok) throw new Error(response.status);
  return response.json();
}

class EmojiPicker {
  #root = document.querySelector("message-acts");
  #dialog;
  #recentName;
  #groups;
  #rows;
  #tone = kept(TONE) ?? 0;
  #chosen = null;
  #left = null;
  #filling = 0;

  constructor({ recent, groups }) {
    const drawn = drawable();
    this.#recentName = recent;
    this.#groups = groups.map(({ name, emoji }) => ({ name, rows: emoji.filter(([, , , version]) => drawn(version)) }));
    this.#rows = this.#groups.flatMap(({ rows }) => rows);
    this.#dialog = copyOf(this.#root, "emojis");
    // A keyboard that comes up by itself would hide half of what there is to choose.
    if (matchMedia("(pointer: coarse)").matches) this.#search.autofocus = false;
    this.#dialog.addEventListener("click", (event) => this.#clicked(event));
    this.#dialog.addEventListener("keydown", (event) => this.#pressed(event));
    this.#dialog.addEventListener("toggle", ({ newState }) => newState === "closed" && this.#closed());
    this.#search.addEventListener("input", () => this.#show());
    this.#root.append(this.#dialog);
    this.#listKinds();
  }

  open(near, chosen, left) {
    this.#chosen = chosen;
    this.#left = left;
    this.#search.value = "";
    this.#show();
    this.#dialog.showPopover();
    this.#place(near.getBoundingClientRect());
    this.#list.scrollTop = 0;
  }

  // Private: showing

  #listKinds() {
    const kinds = this.#groups.map(({ name, rows }) => {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", textContent: rows[0][0], title: name });
      button.classList.add("emoji__button", "emojis__go");
      button.setAttribute("aria-label", name);
      return button;
    });
    this.#dialog.querySelector(".emojis__kinds").replaceChildren(...kinds);
  }

  /** What is sought, or everything. Two thousand are too many at once: a group in each frame. */
  #show() {
    const filling = ++this.#filling;
    const typed = this.#search.value.trim();
    const found = typed ? search(this.#rows, typed) : null;
    this.#list.replaceChildren();
    this.#list.scrollTop = 0;
    const none = this.#dialog.querySelector('[data-part="none"]').content.textContent;
    // Read out: what Enter would choose.
    this.#dialog.querySelector(".emojis__none").textContent = found ? (found[0]?.[1] ?? none) : "";
    this.#dialog.dataset.found = found ? String(found.length > 0) : "";
    for (const tone of this.#dialog.querySelectorAll(".emojis__tone")) {
      tone.setAttribute("aria-pressed", String(Number(tone.value) === this.#tone));
    }
    if (found) {
      this.#list.append(this.#kind("", found));
      return this.#enter();
    }
    const recent = this.#recent();
    const kinds = this.#groups.map(({ name, rows }) => () => this.#kind(name, rows));
    if (recent.length > 0) this.#list.append(this.#kind(this.#recentName, recent));
    const next = () => {
      if (filling !== this.#filling || kinds.length === 0) return;
      this.#list.append(kinds.shift()());
      this.#enter();
      requestAnimationFrame(next);
    };
    next();
  }

  #kind(name, rows) {
    const kind = copyOf(this.#root, "kind");
    const [title, grid] = [kind.querySelector(".emojis__title"), kind.querySelector(".emojis__grid")];
    if (name) {
      title.textContent = name;
      grid.setAttribute("aria-label", name);
    } else {
      title.remove();
    }
    grid.append(...rows.map((row) => this.#button(row)));
    return kind;
  }

  #button([emoji, name, , , tones]) {
    const button = document.createElement("button");
    const value = (this.#tone && tones?.[this.#tone - 1]) || emoji;
    Object.assign(button, { type: "button", className: "emoji__button", value, textContent: value, title: name, tabIndex: -1 });
    button.setAttribute("aria-label", name);
    return button;
  }

  /** Of all of them one is a stop for the tabulator; the arrows go on from it. */
  #enter() {
    if (this.#list.querySelector('[tabindex="0"]')) return;
    const first = this.#list.querySelector(".emoji__button");
    if (first) first.tabIndex = 0;
  }

  #place({ left, right, top, bottom }) {
    const { offsetWidth, offsetHeight } = this.#dialog;
    const isRight = document.documentElement.dir === "rtl" ? left > innerWidth / 2 : right > innerWidth / 2;
    const x = isRight ? right - offsetWidth : left;
    const above = top - offsetHeight - GAP_PX;
    const y = above >= GAP_PX ? above : Math.min(bottom + GAP_PX, innerHeight - offsetHeight - GAP_PX);
    const within = (at, most) => `${Math.max(GAP_PX, Math.min(at, most))}px`;
    this.#dialog.style.setProperty("--emojis-x", within(x, innerWidth - offsetWidth - GAP_PX));
    this.#dialog.style.setProperty("--emojis-y", within(y, innerHeight - offsetHeight - GAP_PX));
  }

  // Private: choosing

  #clicked({ target, shiftKey }) {
    const button = target.closest("button");
    if (!button) return;
    if (button.matches(".emojis__close")) return this.#dialog.hidePopover();
    if (button.matches(".emojis__tone")) return this.#colour(Number(button.value));
    if (button.matches(".emojis__go")) return this.#go(button);
    this.#choose(button.value, shiftKey);
  }

  /** With Shift it stays, for one more. */
  #choose(emoji, stays) {
    const name = this.#recentKey;
    keep(name, [emoji, ...(kept(name) ?? []).filter((each) => each !== emoji)].slice(0, RECENT));
    const active = document.activeElement;
    const chosen = this.#chosen;
    if (!stays) {
      this.#left = null;
      this.#dialog.hidePopover();
    }
    chosen(emoji);
    if (stays) active.focus();
  }

  #colour(tone) {
    this.#tone = tone;
    keep(TONE, tone);
    this.#show();
  }

  #go(button) {
    const index = [...button.parentElement.children].indexOf(button);
    this.#search.value = "";
    this.#filling += 1;
    const recent = this.#recent();
    const kinds = this.#groups.map(({ name, rows }) => this.#kind(name, rows));
    this.#list.replaceChildren(...(recent.length > 0 ? [this.#kind(this.#recentName, recent)] : []), ...kinds);
    this.#dialog.dataset.found = "";
    this.#dialog.querySelector(".emojis__none").textContent = "";
    kinds[index].scrollIntoView();
    kinds[index].querySelector(".emoji__button").tabIndex = 0;
  }

  #pressed(event) {
    const { key, target, isComposing } = event;
    if (isComposing) return;
    // What the page does with keys is not for those pressed here.
    if (key !== "Escape") event.stopPropagation();
    if (target === this.#search) {
      const first = this.#list.querySelector(".emoji__button");
      if (key === "ArrowDown" && first) this.#move(first, event);
      if (key === "Enter") event.preventDefault();
      if (key === "Enter" && first && this.#search.value.trim()) this.#choose(first.value, event.shiftKey);
      return;
    }
    if (!target.matches(".emojis__grid .emoji__button")) return;
    const all = [...this.#list.querySelectorAll(".emoji__button")];
    const edges = { Home: all[0], End: all.at(-1) };
    const next = ARROWS[key] ? this.#beside(all, target, ARROWS[key]) : edges[key];
    if (next) return this.#move(next, event);
    // Letters look for something, wherever the focus is.
    if (key.length === 1 && key !== " " && !event.ctrlKey && !event.metaKey) this.#search.focus();
  }

  #beside(all, from, [across, down]) {
    const index = all.indexOf(from);
    if (across) return all[index + across * (getComputedStyle(this.#list).direction === "rtl" ? -1 : 1)];
    const { left, top } = from.getBoundingClientRect();
    const onward = down > 0 ? all.slice(index + 1) : all.slice(0, index).reverse();
    const tops = onward.map((each) => each.getBoundingClientRect());
    const row = tops.find((box) => (down > 0 ? box.top > top + 1 : box.top < top - 1))?.top;
    if (row === undefined) return down < 0 ? this.#search : null;
    const inRow = onward.filter((_, at) => Math.abs(tops[at].top - row) < 2);
    const far = (each) => Math.abs(each.getBoundingClientRect().left - left);
    return inRow.reduce((best, each) => (far(each) < far(best) ? each : best));
  }

  #move(next, event) {
    event.preventDefault();
    if (next !== this.#search) {
      for (const stop of this.#list.querySelectorAll('[tabindex="0"]')) stop.tabIndex = -1;
      next.tabIndex = 0;
    }
    next.focus();
  }

  #closed() {
    this.#filling += 1;
    const { activeElement } = document;
    if (activeElement === document.body || this.#dialog.contains(activeElement)) this.#left?.();
    this.#left = null;
  }

  // Private: finding

  /** What was used lately, as rows. */
  #recent() {
    const wanted = kept(this.#recentKey) ?? [];
    return wanted.flatMap((emoji) => {
      const row = this.#rows.find(([each, , , , tones]) => each === emoji || tones?.includes(emoji));
      return row ? [[emoji, row[1], ""]] : [];
    });
  }

  get #recentKey() {
    return `hearth:emoji:${meta("member")}`;
  }

  get #search() {
    return this.#dialog.querySelector(".emojis__search");
  }

  get #list() {
    return this.#dialog.querySelector(".emojis__list");
  }
}

/** Which versions of the tables this device can draw, found out by drawing one of each. */
function drawable() {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 20;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) return () => true;
  const isColoured = (emoji) => {
    context.clearRect(0, 0, 20, 20);
    context.font = `16px ${GENERIC_FONT}`;
    context.fillText(emoji, 0, 16);
    const { data } = context.getImageData(0, 0, 20, 20);
    return data.some((value, at) => at % 4 === 0 && (value !== data[at + 1] || value !== data[at + 2]));
  };
  // Where emoji have no colours at all, they say nothing.
  if (!isColoured("😀")) return () => true;
  const known = Object.entries(SAMPLES).filter(([, emoji]) => isColoured(emoji)).map(([version]) => Number(version));
  return (version) => !version || known.includes(version);
}
