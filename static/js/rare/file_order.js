// Moving things of a list by hand: with a mouse at once, with a finger after it has rested on one, because
// until then it may want to scroll. The list's own order is what changes.
const MOVES_PX = 6;
const RESTS_MS = 280;
const EDGE_PX = 40;
const EDGE_STEP_PX = 12;
const HELD = "chosen--held";

/** From now on what fits `handle` moves its list's item; `moved(item)` is told where one was put down. */
export function orderable(list, handle, moved) {
  list.addEventListener("pointerdown", (event) => {
    const item = event.target.closest(handle) && event.target.closest("li");
    if (item && event.button === 0) new Hand(list, item, event, moved);
  });
}

class Hand {
  #list;
  #item;
  #moved;
  #start;
  #isTouch;
  #isHolding = false;
  #hasMoved = false;
  #timer = null;
  #listeners = new AbortController();

  constructor(list, item, event, moved) {
    this.#list = list;
    this.#item = item;
    this.#moved = moved;
    this.#start = event.clientX;
    this.#isTouch = event.pointerType !== "mouse";
    const { signal } = this.#listeners;
    addEventListener("pointermove", (moving) => this.#move(moving), { signal });
    addEventListener("pointerup", () => this.#end(), { signal });
    addEventListener("pointercancel", () => this.#end(), { signal });
    // A finger that holds something scrolls nothing, and asks for no menu.
    addEventListener("touchmove", (moving) => this.#isHolding && moving.preventDefault(), { signal, passive: false });
    addEventListener("contextmenu", (asked) => asked.preventDefault(), { signal });
    addEventListener("dragstart", (begun) => begun.preventDefault(), { signal });
    if (this.#isTouch) this.#timer = setTimeout(() => this.#hold(), RESTS_MS);
  }

  #hold() {
    this.#isHolding = true;
    this.#item.classList.add(HELD);
  }

  #move({ clientX }) {
    const way = clientX - this.#start;
    if (!this.#isHolding) {
      if (Math.abs(way) < MOVES_PX) return;
      if (this.#isTouch) return this.#end();
      this.#hold();
    }
    this.#scroll(clientX);
    this.#change(clientX);
    this.#item.style.translate = `${clientX - this.#start}px 0`;
  }

  /** Past the middle of a neighbour it takes that one's place. */
  #change(x) {
    for (const [side, puts] of [["previousElementSibling", "before"], ["nextElementSibling", "after"]]) {
      const neighbour = this.#item[side];
      if (!neighbour) continue;
      const box = neighbour.getBoundingClientRect();
      const middle = box.left + box.width / 2;
      const was = this.#rest();
      const isPast = middle < was ? x < middle : x > middle;
      if (!isPast) continue;
      neighbour[puts](this.#item);
      this.#start += this.#rest() - was;
      this.#hasMoved = true;
    }
  }

  /** Where its middle is when nobody holds it. */
  #rest() {
    const { translate } = this.#item.style;
    this.#item.style.translate = "";
    const { left, width } = this.#item.getBoundingClientRect();
    this.#item.style.translate = translate;
    return left + width / 2;
  }

  #scroll(x) {
    const { left, right } = this.#list.getBoundingClientRect();
    const step = x < left + EDGE_PX ? -EDGE_STEP_PX : x > right - EDGE_PX ? EDGE_STEP_PX : 0;
    const before = this.#list.scrollLeft;
    if (step) this.#list.scrollLeft += step;
    this.#start -= this.#list.scrollLeft - before;
  }

  #end() {
    this.#listeners.abort();
    clearTimeout(this.#timer);
    if (!this.#isHolding) return;
    this.#item.classList.remove(HELD);
    this.#item.style.translate = "";
    // Putting something down presses nothing.
    const put = new AbortController();
    addEventListener("click", (click) => click.stopPropagation(), { capture: true, signal: put.signal });
    setTimeout(() => put.abort());
    if (this.#hasMoved) this.#moved(this.#item);
  }
}
