// Speaking instead of writing. Pressed shortly, the microphone stays on until it is stopped, and one can
// listen before sending; held, it is on while it is held, and letting go sends. Sliding away, Escape and the
// bin throw it away.
import { announce, copyOf } from "../lib/dom.js";
import { NoRecording, Recording } from "./recording.js";

const LONGEST_MS = 15 * 60_000;
/** Held for less than this it was a press. */
const HELD_MS = 600;
/** Slid away so far, it is meant to be thrown away. */
const AWAY_PX = 96;
const BAR_MS = 70;
const BAR_PX = 3;
const GAP_PX = 2;

let voice = null;

/** The microphone was pressed. */
export function press(event, button) {
  if (event.type === "pointerdown" && event.button) return;
  if (event.type === "input") return;
  // A finger or mouse that goes down begins, and the press that follows tells that it was lifted, should that
  // have been before we were here. By keys there is only the press.
  if (voice) return event.type === "click" ? voice.lifted(event) : undefined;
  if (event.type === "click" && event.detail > 0 && performance.now() - Voice.endedAt < HELD_MS) return;
  voice = new Voice(button, event.type === "pointerdown" ? event : null);
  voice.begin().catch(() => {});
}

class Voice {
  static endedAt = -Infinity;

  #composer;
  #button;
  #panel = null;
  #recording = null;
  #listeners = new AbortController();
  #finger;
  #timer = null;
  #levels = [];
  #file = null;
  #sound = null;
  #isOver = false;

  constructor(button, finger) {
    this.#button = button;
    this.#composer = button.closest("message-composer");
    this.#finger = finger && { id: finger.pointerId, x: finger.clientX, at: finger.timeStamp };
    const { signal } = this.#listeners;
    const on = (name, act) => document.addEventListener(name, act, { signal });
    if (finger) {
      on("pointermove", (event) => this.#moved(event));
      const over = (event) => event.pointerId === finger.pointerId && this.lifted(event);
      on("pointerup", over);
      on("pointercancel", over);
    }
    document.addEventListener("keydown", (event) => this.#pressed(event), { signal, capture: true });
    addEventListener("beforeunload", (event) => event.preventDefault(), { signal });
  }

  // Actions

  async begin() {
    try {
      this.#recording = await Recording.begin();
    } catch (error) {
      return this.#explain(error instanceof NoRecording ? error.message : "failed");
    }
    if (this.#isOver) return this.#recording.drop();
    this.#panel = copyOf(document, "voice");
    this.#panel.addEventListener("click", ({ target }) => this.#clicked(target.closest("button")));
    this.#composer.append(this.#panel);
    this.#state(this.#finger ? "held" : "recording");
    if (!this.#finger) this.#focus("stop");
    this.#timer = setInterval(() => this.#tick(), BAR_MS);
  }

  /** The press is over; one that was held long enough sends. */
  lifted({ timeStamp, type }) {
    if (!this.#finger) return;
    const isHeld = timeStamp - this.#finger.at >= HELD_MS;
    this.#finger = null;
    // Still being asked whether it may: then it goes on by itself.
    if (!this.#panel) return;
    if (isHeld && type !== "pointercancel" && this.#recording.ms >= HELD_MS) return this.#send();
    this.#state("recording");
    this.#focus("stop");
  }

  // Private: what is pressed

  #clicked(button) {
    const acts = {
      voice__discard: () => this.#end(),
      voice__pause: () => this.#pause(),
      voice__resume: () => this.#resume(),
      voice__stop: () => this.#stop("ready"),
      voice__play: () => this.#listen(),
      voice__quiet: () => this.#sound?.pause(),
      voice__send: () => this.#send(),
    };
    acts[button?.classList[0]]?.();
  }

  #pressed(event) {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    this.#end();
  }

  /** Towards where one reads from. */
  #moved({ pointerId, clientX }) {
    if (pointerId !== this.#finger?.id || !this.#panel) return;
    const way = document.documentElement.dir === "rtl" ? -1 : 1;
    const away = Math.max(0, (this.#finger.x - clientX) * way);
    this.#panel.style.setProperty("--voice-away", Math.min(1, away / AWAY_PX));
    if (away > AWAY_PX) this.#end();
  }

  // Private: recording

  #tick() {
    const { ms, isPaused, hasEnded, level } = this.#recording;
    this.#panel.querySelector(".voice__time").textContent = clock(ms);
    if (!isPaused) this.#levels.push(level);
    this.#draw(0);
    if (ms >= LONGEST_MS) this.#stop("longest");
    // A call came in, or the headset was pulled out: what was said until then is there.
    else if (hasEnded) this.#stop("ready");
  }

  #pause() {
    this.#recording.pause();
    this.#state("paused");
    this.#focus("resume");
  }

  #resume() {
    this.#recording.resume();
    this.#state("recording");
    this.#focus("pause");
  }

  async #stop(said) {
    clearInterval(this.#timer);
    this.#finger = null;
    this.#file ??= await this.#recording.end();
    if (this.#isOver) return;
    this.#state("ready", said);
    this.#draw(0);
    this.#focus("send");
  }

  #listen() {
    if (!this.#sound) {
      this.#sound = new Audio(URL.createObjectURL(this.#file));
      const shown = () => {
        const { currentTime, paused } = this.#sound;
        const part = Math.min(1, (currentTime * 1000) / this.#recording.ms);
        if (!this.#panel) return;
        this.#panel.dataset.state = paused ? "ready" : "heard";
        this.#panel.querySelector(".voice__time").textContent = clock(currentTime ? currentTime * 1000 : this.#recording.ms);
        this.#draw(paused && part === 1 ? 0 : part);
      };
      for (const name of ["play", "pause", "timeupdate", "ended"]) this.#sound.addEventListener(name, shown);
    }
    for (const media of document.querySelectorAll("video, audio")) media.pause();
    this.#sound.play().then(() => this.#focus("quiet"), () => {});
  }

  async #send() {
    clearInterval(this.#timer);
    this.#sound?.pause();
    this.#file ??= await this.#recording.end();
    // Pressed twice, or thrown away meanwhile.
    if (this.#isOver) return;
    const files = [this.#file];
    const composer = this.#composer;
    this.#end();
    announce(composer, "files:offered", { files, send: true });
  }

  #end() {
    if (this.#isOver) return;
    this.#isOver = true;
    Voice.endedAt = performance.now();
    clearInterval(this.#timer);
    this.#listeners.abort();
    this.#sound?.pause();
    if (this.#sound) URL.revokeObjectURL(this.#sound.src);
    this.#recording?.drop();
    this.#form.inert = false;
    this.#panel?.remove();
    this.#panel = null;
    voice = null;
    this.#button.focus({ preventScroll: true });
  }

  // Private: showing

  #state(state, said = state) {
    this.#panel.dataset.state = state;
    // While it is held the button under the finger has to stay one.
    this.#form.inert = state !== "held";
    const word = this.#panel.dataset[said === "held" ? "recording" : said];
    if (word) this.#panel.querySelector("[role=status]").textContent = word;
  }

  #focus(part) {
    this.#panel?.querySelector(`.voice__${part}`).focus({ preventScroll: true });
  }

  /** The newest at the end while it grows; all of it, squeezed, when it is done. */
  #draw(part) {
    const canvas = this.#panel.querySelector("canvas");
    const { clientWidth, clientHeight } = canvas;
    const dense = devicePixelRatio || 1;
    Object.assign(canvas, { width: clientWidth * dense, height: clientHeight * dense });
    const brush = canvas.getContext("2d");
    const count = Math.max(1, Math.floor(clientWidth / (BAR_PX + GAP_PX)));
    const bars = this.#file ? squeezed(this.#levels, count) : this.#levels.slice(-count);
    const { color, direction } = getComputedStyle(canvas);
    brush.scale(dense, dense);
    if (direction === "rtl") {
      brush.translate(clientWidth, 0);
      brush.scale(-1, 1);
    }
    brush.fillStyle = color;
    for (const [at, level] of bars.entries()) {
      const height = Math.max(BAR_PX, level * clientHeight);
      brush.globalAlpha = part && at / bars.length > part ? 0.35 : 1;
      brush.beginPath();
      brush.roundRect(at * (BAR_PX + GAP_PX), (clientHeight - height) / 2, BAR_PX, height, BAR_PX / 2);
      brush.fill();
    }
  }

  /** Says why not, in the place of what would have been. */
  #explain(why) {
    this.#listeners.abort();
    const panel = copyOf(document, "voice-problem");
    const done = () => {
      panel.remove();
      voice = null;
      Voice.endedAt = performance.now();
      this.#form.inert = false;
      this.#button.focus({ preventScroll: true });
    };
    const words = panel.querySelector(".voice__words");
    this.#composer.append(panel);
    this.#form.inert = true;
    words.textContent = words.dataset[why];
    panel.querySelector("button").addEventListener("click", done);
    panel.addEventListener("keydown", ({ key }) => key === "Escape" && done());
    panel.querySelector("button").focus();
  }

  get #form() {
    return this.#composer.querySelector("form");
  }
}

/** As many bars, each as tall as the loudest it stands for. */
function squeezed(levels, count) {
  if (levels.length <= count) return levels;
  return Array.from({ length: count }, (_, at) => {
    const [from, to] = [Math.floor((at * levels.length) / count), Math.floor(((at + 1) * levels.length) / count)];
    return Math.max(...levels.slice(from, to));
  });
}

function clock(ms) {
  const secs = Math.floor(ms / 1000);
  return `${Math.floor(secs / 60)}:${String(secs % 60).padStart(2, "0")}`;
}
