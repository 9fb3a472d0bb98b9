// Pictures and films over the whole screen: one after the other, from near and from far, saved, shared, and
// away again to where they stand. Without us their links lead to the file alone.
import { calm, copyOf } from "../lib/dom.js";
import { Beyond } from "./viewer_beyond.js";
import { Hands } from "./viewer_hands.js";
import { items } from "./viewer_items.js";
import { Slide } from "./viewer_slide.js";
import { CLOSE, WHOLE, led } from "./zooming.js";

const OPEN_MS = 220;
const GAP_PX = 24;
/** So near to an end of what is known more is asked for. */
const NEAR = 3;
const STEP = 1.6;
/** Pulled down so far, everything around is as faint as it gets. */
const PULL_PX = 360;
const EASE = "cubic-bezier(0.2, 0.7, 0.3, 1)";
const TURNING = { duration: 240, easing: EASE };

let viewer = null;

/** Something to look at was pressed. */
export function press({ type }, way) {
  // What is still on its way is not there to be looked at.
  if (type !== "click" || way.closest(".messages__outbox")) return;
  const all = items();
  const at = all.findIndex((item) => item.way === way);
  if (at < 0) return location.assign(way.href ?? way.dataset.src);
  viewer ??= new Viewer();
  viewer.open(all, at);
}

class Viewer {
  #dialog = copyOf(document, "viewer");
  #listeners = null;
  #all = [];
  #at = 0;
  #beyond;
  /** What is being asked for on either side. */
  #reaching = {};
  #slides;
  /** The way to another picture, and its movement. */
  #turned = null;
  #turning = null;
  /** A swipe or a pull that was given up, on its way back. */
  #returning = null;
  #isLeaving = false;
  #from = null;
  /** 1, or -1 where one reads from right to left. */
  #way = document.documentElement.dir === "rtl" ? -1 : 1;

  constructor() {
    const room = () => ({ width: this.#stage.clientWidth, height: this.#stage.clientHeight });
    this.#slides = [...this.#dialog.querySelectorAll(".slide")].map((root) => new Slide(root, room));
  }

  // Actions

  /** Shows the one at that place of all of them. */
  open(all, at) {
    if (this.#dialog.open) return;
    [this.#all, this.#at, this.#from] = [all, at, all[at].way];
    [this.#beyond, this.#reaching] = [new Beyond(), {}];
    this.#isLeaving = false;
    document.body.append(this.#dialog);
    for (const film of document.querySelectorAll("video")) film.pause();
    this.#listen();
    this.#dialog.showModal();
    this.#stage.focus();
    delete this.#dialog.dataset.bare;
    history.pushState({ isViewing: true }, "");
    this.#show();
    this.#grow([0, 1]);
    this.#slides[1].play();
  }

  // Private: opening and leaving

  #listen() {
    this.#listeners = new AbortController();
    const { signal } = this.#listeners;
    const on = (name, act) => this.#dialog.addEventListener(name, act, { signal });
    on("click", (event) => this.#clicked(event));
    on("keydown", (event) => this.#pressed(event));
    on("cancel", (event) => {
      event.preventDefault();
      this.#leave();
    });
    on("close", () => this.#end());
    addEventListener("popstate", () => this.#shut(), { signal });
    addEventListener("resize", () => this.#slides.forEach((slide) => slide.lay()), { signal });
    new Hands(this.#stage, this.#hands(), signal);
  }

  /** By way of the browser's history, from which its entry has to go. */
  #leave() {
    if (this.#isLeaving) return;
    this.#isLeaving = true;
    if (history.state?.isViewing) history.back();
    else this.#shut();
  }

  async #shut() {
    this.#isLeaving = true;
    this.#dialog.dataset.leaving = "yes";
    await this.#grow([1, 0]);
    // What is thrown out by the browser itself is told of by the same event.
    if (this.#dialog.open) this.#dialog.close();
  }

  #end() {
    this.#listeners?.abort();
    this.#listeners = null;
    this.#turning?.cancel();
    for (const slide of this.#slides) slide.fill(null);
    this.#pull(0);
    delete this.#dialog.dataset.leaving;
    this.#dialog.remove();
    // The browser closed it without asking: the entry is left over.
    if (!this.#isLeaving && history.state?.isViewing) history.back();
    this.#back.focus();
  }

  /** Where the reader goes on: at what they looked at last, if that is in sight, else where they began. An
      update may have replaced either meanwhile. */
  get #back() {
    const now = (way) => {
      const { attachment } = way.dataset;
      return way.isConnected ? way : (document.querySelector(`[data-rare][data-attachment="${CSS.escape(attachment)}"]`) ?? way);
    };
    const last = now(this.#all[this.#at].way);
    return isInSight(last) ? last : now(this.#from);
  }

  /** Out of the small picture, or into it. */
  async #grow([from, to]) {
    const slide = this.#slides[1];
    const { face } = this.#all[this.#at];
    const [box, small] = [slide.box, face.getBoundingClientRect()];
    if (calm() || !box?.width || !small.width || !isInSight(face)) return;
    const scale = Math.max(small.width / box.width, small.height / box.height);
    const x = small.left + small.width / 2 - box.left - box.width / 2;
    const y = small.top + small.height / 2 - box.top - box.height / 2;
    const there = { transform: `translate3d(${x}px, ${y}px, 0) scale(${scale})`, opacity: 0.4 };
    const here = { transform: "none", opacity: 1 };
    const steps = [there, here];
    const timing = { duration: OPEN_MS, easing: EASE };
    this.#ground.animate([{ opacity: from }, { opacity: to }], { ...timing, fill: to ? "none" : "forwards" });
    const growing = slide.root.animate([steps[from], steps[to]], timing);
    await growing.finished.catch(() => {});
    for (const each of this.#ground.getAnimations()) each.cancel();
  }

  // Private: showing

  #show() {
    const item = this.#all[this.#at];
    for (const [place, slide] of this.#slides.entries()) {
      slide.fill(this.#all[this.#at + (place - 1) * this.#way] ?? null);
      slide.root.dataset.side = String(place - 1);
      slide.turn(place === 1);
    }
    const part = (name) => this.#dialog.querySelector(`.viewer__${name}`);
    part("author").textContent = item.author;
    const time = part("time");
    Object.assign(time, { dateTime: item.at, textContent: item.when });
    // How many there are nobody knows before both ends are.
    const isAll = this.#beyond.isAll;
    const count = isAll ? this.#dialog.dataset.count.replace("%at", this.#at + 1).replace("%of", this.#all.length) : "";
    Object.assign(part("count"), { textContent: count, hidden: !isAll });
    const caption = part("caption");
    caption.textContent = item.caption;
    caption.scrollTop = 0;
    caption.tabIndex = caption.scrollHeight > caption.clientHeight ? 0 : -1;
    Object.assign(part("save"), { href: item.file, download: item.name });
    part("share").hidden = !canShare();
    part("place").hidden = !item.place;
    if (item.place) part("place").href = item.place;
    part("zoom").hidden = item.isFilm;
    part("step--back").disabled = this.#isEnd(-1);
    part("step--on").disabled = this.#isEnd(1);
    this.#dialog.classList.toggle("viewer--lone", isAll && this.#all.length === 1);
    this.#dialog.querySelector("[role=status]").textContent = [count, item.name].filter(Boolean).join(" · ");
    this.#mark();
    for (const by of [-1, 1]) if (!this.#all[this.#at + by * NEAR]) this.#reach(by);
  }

  #isEnd(by) {
    return !this.#all[this.#at + by] && !this.#beyond.hasMore(by);
  }

  /** Asks for what lies beyond what is known, once at a time. Without a line what is known is all one can
      see; the next step asks again. */
  #reach(by) {
    const all = this.#reaching;
    all[by] ??= this.#reached(by, this.#beyond).finally(() => delete all[by]);
    return all[by];
  }

  async #reached(by, beyond) {
    if (!beyond.hasMore(by)) return;
    let found;
    try {
      found = await beyond.more(by, this.#all.at(by < 0 ? 0 : -1));
    } catch {
      return;
    }
    // Closed meanwhile, and perhaps opened elsewhere.
    if (beyond !== this.#beyond || !this.#dialog.open) return;
    if (by > 0) this.#all.push(...found);
    else {
      this.#all.unshift(...found);
      this.#at += found.length;
    }
    if (!this.#turned) this.#show();
  }

  #mark() {
    this.#dialog.querySelector(".viewer__zoom").setAttribute("aria-pressed", String(this.#slides[1].isZoomed));
  }

  /** To another one: `by` is 1 for the next, Infinity for the last that is known. */
  async #turn(by) {
    const next = () => this.#all[this.#at + this.#steps(by)];
    let isAsked = false;
    while (this.#turned || !(isAsked || next())) {
      if (this.#turned) {
        // A quicker step ends the one before it.
        this.#turning?.finish();
        await this.#turned;
      } else {
        isAsked = true;
        this.#settle();
        await this.#reach(by);
      }
    }
    if (!next() || !this.#steps(by)) return;
    this.#turned = this.#move(by).finally(() => (this.#turned = null));
  }

  #steps(by) {
    if (Number.isFinite(by)) return by;
    return by < 0 ? -this.#at : this.#all.length - 1 - this.#at;
  }

  /** The one that comes slides in from its side. */
  async #move(by) {
    const side = Math.sign(by) * this.#way;
    this.#slides[1 + side].fill(this.#all[this.#at + this.#steps(by)]);
    await this.#slide(-side * (this.#stage.clientWidth + GAP_PX));
    this.#track.style.transform = "";
    if (!this.#dialog.open) return;
    // From wherever it stands now: more may have come before it.
    this.#at += this.#steps(by);
    // The slides change places; what they hold stays as it is.
    if (side > 0) this.#slides.push(this.#slides.shift());
    else this.#slides.unshift(this.#slides.pop());
    this.#show();
    this.#slides[1].play();
  }

  async #slide(to) {
    const from = this.#track.style.transform || "none";
    const target = `translate3d(${to}px, 0, 0)`;
    if (!calm() && from !== target) {
      this.#turning = this.#track.animate([{ transform: from }, { transform: target }], TURNING);
      await this.#turning.finished.catch(() => {});
      this.#turning = null;
    }
    this.#track.style.transform = target;
  }

  /** Back to its place, which it has from now on: what is seen of the way there holds nobody up. */
  #settle() {
    const from = this.#track.style.transform;
    this.#pull(0);
    if (from && !calm()) this.#returning = this.#track.animate([{ transform: from }, { transform: "none" }], TURNING);
  }

  #pull(px) {
    this.#returning?.cancel();
    this.#track.style.transform = px ? `translate3d(0, ${px}px, 0)` : "";
    this.#ground.style.opacity = px ? String(Math.max(0.2, 1 - Math.abs(px) / PULL_PX)) : "";
  }

  // Private: what is done

  #hands() {
    const current = () => this.#slides[1];
    return {
      isZoomed: () => current().isZoomed,
      tapped: (kind, target) => {
        if (kind === "touch") this.#dialog.toggleAttribute("data-bare");
        else if (!target.closest(".slide__image, .slide__film")) this.#leave();
      },
      doubled: (point) => this.#zoomTo(current().isZoomed ? 1 : CLOSE, point),
      wheeled: (by, point) => this.#zoomTo(current().view.scale * by, point, true),
      pinching: (from, to) => {
        current().pinch(from, to);
        this.#mark();
      },
      panning: (x, y) => current().pan(x, y),
      swiping: (x) => {
        const isEnd = !this.#all[this.#at - Math.sign(x) * this.#way];
        this.#returning?.cancel();
        this.#track.style.transform = `translate3d(${isEnd ? x / 3 : x}px, 0, 0)`;
      },
      pulling: (y) => this.#pull(y),
      released: (axis, far, speed) => {
        if (axis === "pan") return;
        const { clientWidth, clientHeight } = this.#stage;
        if (axis === "x") {
          const side = led(far, speed, clientWidth);
          return side ? this.#turn(-side * this.#way) : this.#settle();
        }
        if (led(far, speed, clientHeight / 2) > 0) this.#leave();
        else this.#settle();
      },
    };
  }

  /** Steps of a wheel come so close that they need no softness. */
  #zoomTo(scale, point, isQuick = false) {
    const slide = this.#slides[1];
    slide.root.toggleAttribute("data-soft", !isQuick);
    slide.zoom(scale, point);
    this.#mark();
    slide.root.addEventListener("transitionend", () => slide.root.removeAttribute("data-soft"), { once: true });
  }

  #clicked(event) {
    const button = event.target.closest(".viewer button, .viewer__place");
    if (!button) return;
    if (button.matches(".viewer__place")) return this.#go(event, button.href);
    if (button.matches(".viewer__close")) return this.#leave();
    if (button.matches(".viewer__step")) return this.#turn(button.matches(".viewer__step--on") ? 1 : -1);
    if (button.matches(".viewer__zoom")) return this.#zoomTo(this.#slides[1].isZoomed ? 1 : CLOSE);
    if (button.matches(".viewer__share")) this.#share();
  }

  /** In the place of our own entry, so that Back leads to the page we stand on. */
  #go(event, href) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    location.replace(href);
  }

  #pressed(event) {
    const { key, target, ctrlKey, metaKey, altKey } = event;
    // A film's own keys are for the film; nor is anything pressed here meant for the page.
    if (key !== "Escape") event.stopPropagation();
    if (ctrlKey || metaKey || altKey || target.localName === "video") return;
    const scale = this.#slides[1].view.scale;
    const acts = {
      ArrowRight: () => this.#turn(this.#way),
      ArrowLeft: () => this.#turn(-this.#way),
      Home: () => this.#turn(-Infinity),
      End: () => this.#turn(Infinity),
      "+": () => this.#zoomTo(scale * STEP),
      "=": () => this.#zoomTo(scale * STEP),
      "-": () => this.#zoomTo(scale / STEP),
      0: () => this.#zoomTo(WHOLE.scale),
    };
    if (!acts[key]) return;
    event.preventDefault();
    acts[key]();
  }

  async #share() {
    const { file, name } = this.#all[this.#at];
    try {
      const blob = await (await fetch(file)).blob();
      const files = [new File([blob], name, { type: blob.type })];
      if (navigator.canShare({ files })) await navigator.share({ files });
    } catch {
      // Somebody thought better of it, or the line is down: it can be saved all the same.
    }
  }

  // Private: finding

  get #stage() {
    return this.#dialog.querySelector(".viewer__stage");
  }

  get #track() {
    return this.#dialog.querySelector(".viewer__track");
  }

  get #ground() {
    return this.#dialog.querySelector(".viewer__ground");
  }
}

/** Whether files can be handed to other programs here; asked with one, because only then it is answered. */
function canShare() {
  const file = new File([""], "a.png", { type: "image/png" });
  return Boolean(navigator.canShare?.({ files: [file] }));
}

function isInSight(element) {
  const { top, bottom, width } = element.getBoundingClientRect();
  return width > 0 && bottom > 0 && top < innerHeight;
}
