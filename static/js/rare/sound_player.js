// Hears sounds: one at a time, whichever place of the page it stands in, and after a voice message the next.
// What plays is apart from what shows it, so that a message may be replaced while it is heard.
import { keep, kept } from "../lib/kept.js";
import { meta } from "../lib/http.js";

const RATES = [1, 1.5, 2];
const RATE = "hearth:rate";
const STEPS = 1000;
/** Of the voice messages heard on this device, so many are remembered. */
const HEARD = 500;
/** A browser that does not know how long something is finds out by looking for its very end. */
const END_SECS = 1e7;

let player = null;

/** Something of a sound was pressed. */
export function press({ type }, pressed) {
  player ??= new SoundPlayer();
  const root = pressed.closest(".sound");
  if (type === "input") return player.seek(root, Number(pressed.value) / STEPS);
  if (type !== "click") return;
  if (pressed.matches(".sound__play")) player.toggle(root);
  if (pressed.matches(".sound__speed")) player.hurry();
}

class SoundPlayer {
  #audio = new Audio();
  #id = null;
  #ms = null;
  #isMeasuring = false;
  /** Where to begin once it is known how long it is. */
  #part = 0;

  constructor() {
    const on = (name, act) => this.#audio.addEventListener(name, act);
    for (const name of ["play", "pause", "timeupdate"]) on(name, () => this.#show());
    on("durationchange", () => this.#measured());
    on("ended", () => this.#ended());
    on("error", () => this.#show());
    // Whatever else begins to sound is heard alone.
    document.addEventListener("play", ({ target }) => target !== this.#audio && this.#audio.pause(), true);
    document.addEventListener("message:arrived", () => this.#dress());
    this.#dress();
  }

  // Actions

  toggle(root) {
    if (this.#id === root.dataset.attachment && !this.#audio.paused) return this.#audio.pause();
    this.#take(root);
    return this.#play();
  }

  /** To a part of the whole, between 0 and 1; what was not begun yet begins there. */
  seek(root, part) {
    this.#take(root);
    const isKnown = this.#audio.readyState >= HTMLMediaElement.HAVE_METADATA;
    // Only the last wish counts of those that were made before the sound had come.
    this.#part = isKnown ? 0 : part;
    if (this.#secs) this.#audio.currentTime = part * this.#secs;
    this.#show();
  }

  hurry() {
    const next = RATES[(RATES.indexOf(this.#rate) + 1) % RATES.length];
    keep(RATE, next);
    this.#audio.playbackRate = next;
    this.#dress();
  }

  // Private

  #take(root) {
    const { attachment, src, ms } = root.dataset;
    if (this.#id === attachment) return;
    this.#audio.pause();
    const before = this.#id;
    this.#id = attachment;
    this.#ms = Number(ms) || null;
    this.#part = 0;
    this.#isMeasuring = false;
    this.#audio.src = src;
    if (before) this.#rest(this.#root(before));
  }

  async #play() {
    for (const film of document.querySelectorAll("video")) film.pause();
    this.#audio.defaultPlaybackRate = this.#audio.playbackRate = this.#rate;
    this.#tell();
    try {
      await this.#audio.play();
      this.#hear();
    } catch {
      // Another one was pressed meanwhile, or the browser wants one press more.
    }
    this.#show();
  }

  #measured() {
    const { duration } = this.#audio;
    if (duration === Infinity && !this.#ms && !this.#isMeasuring) {
      this.#isMeasuring = true;
      this.#audio.currentTime = END_SECS;
      return;
    }
    if (this.#isMeasuring && Number.isFinite(duration)) {
      this.#isMeasuring = false;
      this.#audio.currentTime = 0;
    }
    if (this.#part && this.#secs) {
      this.#audio.currentTime = this.#part * this.#secs;
      this.#part = 0;
    }
    this.#show();
  }

  #ended() {
    if (this.#isMeasuring) return;
    const root = this.#root(this.#id);
    this.#audio.currentTime = 0;
    this.#show();
    const next = root?.matches(".sound--voice") ? this.#next(root) : null;
    if (!next) return;
    this.#take(next);
    this.#play();
  }

  /** The next voice message that was not heard on this device. */
  #next(root) {
    const all = [...document.querySelectorAll(".messages__log .sound--voice")];
    const heard = this.#heard;
    return all.slice(all.indexOf(root) + 1).find(({ dataset }) => !heard.includes(dataset.attachment)) ?? null;
  }

  #hear() {
    const heard = this.#heard;
    if (!heard.includes(this.#id)) keep(this.#heardName, [...heard, this.#id].slice(-HEARD));
  }

  /** What the screen of a locked telephone says, and what its keys do. */
  #tell() {
    const { mediaSession } = navigator;
    const root = this.#root(this.#id);
    if (!mediaSession || !root) return;
    const artist = root.closest(".message")?.querySelector(".message__author")?.textContent ?? "";
    mediaSession.metadata = new MediaMetadata({ title: root.dataset.name, artist });
    mediaSession.setActionHandler("play", () => this.#play());
    mediaSession.setActionHandler("pause", () => this.#audio.pause());
    mediaSession.setActionHandler("seekto", ({ seekTime }) => (this.#audio.currentTime = seekTime));
  }

  // Private: showing

  #show() {
    const root = this.#id && this.#root(this.#id);
    if (!root || this.#isMeasuring) return;
    const { currentTime, paused } = this.#audio;
    const secs = this.#secs;
    const part = secs ? Math.min(1, currentTime / secs) : this.#part;
    root.toggleAttribute("data-playing", !paused);
    root.querySelector(".sound__play").setAttribute("aria-pressed", String(!paused));
    const seek = root.querySelector(".sound__seek");
    const at = clock(secs ? part * secs : currentTime);
    seek.value = String(Math.round(part * STEPS));
    seek.setAttribute("aria-valuetext", seek.dataset.said.replace("%at", at).replace("%of", clock(secs ?? 0)));
    root.querySelector(".sound__time").textContent = part || !paused ? at : clock(secs ?? 0);
    fill(root, part);
  }

  /** As it was before it was heard. */
  #rest(root) {
    if (!root) return;
    root.removeAttribute("data-playing");
    root.querySelector(".sound__play").setAttribute("aria-pressed", "false");
    root.querySelector(".sound__seek").value = "0";
    const { ms } = root.dataset;
    if (ms) root.querySelector(".sound__time").textContent = clock(Number(ms) / 1000);
    fill(root, 0);
  }

  /** Every sound shows how fast it would be heard. */
  #dress() {
    for (const rate of document.querySelectorAll(".sound__rate")) rate.hidden = Number(rate.dataset.rate) !== this.#rate;
    this.#show();
  }

  // Private: finding

  get #secs() {
    const { duration } = this.#audio;
    return Number.isFinite(duration) && duration > 0 ? duration : this.#ms && this.#ms / 1000;
  }

  get #rate() {
    return RATES.find((rate) => rate === kept(RATE)) ?? 1;
  }

  get #heard() {
    return kept(this.#heardName) ?? [];
  }

  get #heardName() {
    return `hearth:heard:${meta("member")}`;
  }

  #root(id) {
    return document.querySelector(`.sound[data-attachment="${CSS.escape(id)}"]`);
  }
}

function fill(root, part) {
  root.style.setProperty("--sound-part", part);
  const bars = root.querySelectorAll(".sound__wave rect");
  for (const [at, bar] of bars.entries()) bar.toggleAttribute("data-heard", part > 0 && at < part * bars.length);
}

function clock(secs) {
  const whole = Math.round(secs);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, String(whole % 60).padStart(2, "0")];
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}
