// What fingers, the mouse and the wheel do with what is looked at. Tells what is meant; what becomes of it
// the viewer decides.
import { axis } from "./zooming.js";

const TAP_MS = 280;
const TAP_PX = 24;
/** What a wheel's notch, or two fingers on a pad, make of a scale. */
const WHEEL = 0.0022;
/** A film's own buttons are along its lower edge. */
const CONTROLS_PX = 72;

export class Hands {
  #stage;
  #told;
  #fingers = new Map();
  #drag = null;
  #pinch = null;
  #tap = null;
  #lone = null;

  /** `told` has a method for each thing that can be meant: `isZoomed`, `tapped`, `doubled`, `wheeled`,
      `pinching`, `panning`, `swiping`, `pulling`, `released`. */
  constructor(stage, told, signal) {
    this.#stage = stage;
    this.#told = told;
    const on = (name, act, options) => stage.addEventListener(name, act, { signal, ...options });
    on("pointerdown", (event) => this.#down(event));
    on("pointermove", (event) => this.#move(event));
    on("pointerup", (event) => this.#up(event));
    on("pointercancel", (event) => this.#up(event, true));
    on("wheel", (event) => this.#wheel(event), { passive: false });
    on("dragstart", (event) => event.preventDefault());
    signal.addEventListener("abort", () => clearTimeout(this.#lone));
  }

  // Private

  #down(event) {
    if (event.button || this.#isControls(event)) return;
    this.#fingers.set(event.pointerId, this.#point(event));
    try {
      this.#stage.setPointerCapture(event.pointerId);
    } catch {
      // It was lifted already.
    }
    if (this.#fingers.size === 1) {
      const point = this.#point(event);
      this.#drag = { from: point, last: point, at: event.timeStamp, speed: { x: 0, y: 0 }, axis: null };
      return;
    }
    // A second finger makes it something else.
    if (this.#drag?.axis) this.#told.released(this.#drag.axis, 0, 0);
    this.#drag = null;
    this.#pinch = [...this.#fingers.values()].slice(0, 2);
  }

  #move(event) {
    if (!this.#fingers.has(event.pointerId)) return;
    const point = this.#point(event);
    this.#fingers.set(event.pointerId, point);
    if (this.#pinch && this.#fingers.size > 1) {
      const now = [...this.#fingers.values()].slice(0, 2);
      this.#told.pinching(this.#pinch, now);
      this.#pinch = now;
      return;
    }
    if (this.#drag) this.#dragged(point, event.timeStamp);
  }

  #dragged(point, at) {
    const drag = this.#drag;
    const [x, y] = [point.x - drag.from.x, point.y - drag.from.y];
    if (!drag.axis) {
      const way = axis(x, y);
      if (!way) return;
      drag.axis = this.#told.isZoomed() ? "pan" : way;
    }
    const [stepX, stepY] = [point.x - drag.last.x, point.y - drag.last.y];
    const ms = Math.max(1, at - drag.at);
    drag.speed = { x: stepX / ms, y: stepY / ms };
    Object.assign(drag, { last: point, at });
    if (drag.axis === "pan") this.#told.panning(stepX, stepY);
    else if (drag.axis === "x") this.#told.swiping(x);
    else this.#told.pulling(y);
  }

  #up(event, isCancelled = false) {
    const point = this.#fingers.get(event.pointerId);
    if (!this.#fingers.delete(event.pointerId)) return;
    if (this.#pinch) {
      if (this.#fingers.size < 2) this.#pinch = null;
      // The finger that stays goes on as one.
      const [rest] = this.#fingers.values();
      if (rest) this.#drag = { from: rest, last: rest, at: event.timeStamp, speed: { x: 0, y: 0 }, axis: "pan" };
      return;
    }
    const drag = this.#drag;
    this.#drag = null;
    if (!drag) return;
    if (!drag.axis) return isCancelled ? null : this.#tapped(point, event);
    const along = drag.axis === "x" ? "x" : "y";
    const isStill = event.timeStamp - drag.at > 100;
    const far = isCancelled ? 0 : point[along] - drag.from[along];
    this.#told.released(drag.axis, far, isCancelled || isStill ? 0 : drag.speed[along]);
  }

  /** One tap waits for whether it is two. */
  #tapped(point, { timeStamp, pointerType, target }) {
    const before = this.#tap;
    this.#tap = { point, timeStamp };
    clearTimeout(this.#lone);
    const isSecond =
      before && timeStamp - before.timeStamp < TAP_MS && Math.hypot(point.x - before.point.x, point.y - before.point.y) < TAP_PX;
    if (isSecond) {
      this.#tap = null;
      return this.#told.doubled(point);
    }
    this.#lone = setTimeout(() => this.#told.tapped(pointerType, target), TAP_MS);
  }

  #wheel(event) {
    if (this.#isControls(event)) return;
    event.preventDefault();
    const px = event.deltaMode ? event.deltaY * 30 : event.deltaY;
    // A pinch on a pad comes as small steps with Control.
    this.#told.wheeled(Math.exp(-px * WHEEL * (event.ctrlKey ? 4 : 1)), this.#point(event));
  }

  #isControls({ target, clientY }) {
    return target.localName === "video" && clientY > target.getBoundingClientRect().bottom - CONTROLS_PX;
  }

  /** Counted from the middle of the stage. */
  #point({ clientX, clientY }) {
    const { left, top, width, height } = this.#stage.getBoundingClientRect();
    return { x: clientX - left - width / 2, y: clientY - top - height / 2 };
  }
}
