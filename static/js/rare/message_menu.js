// What one can do with a message: one menu for all of them, made when it is first asked for. Its links
// lead to pages that do the same without us; where a browser knows no popovers they are all there is.
import { announce, copyOf } from "../lib/dom.js";
import { parseFragment } from "../lib/fragment.js";
import { meta, postForm } from "../lib/http.js";
import { rare } from "../lib/rare.js";
import { parts } from "../live/catch_up.js";
import "./composer_context.js";
import { copied } from "./copying.js";
import { Deletions } from "./deletions.js";

const HOLD_MS = 450;
const HOLD_PX = 10;
const GAP_PX = 4;
const EDGE_PX = 8;
const MORE = ".messages__log .message__more";
const STEPS = { ArrowDown: 1, ArrowUp: -1 };

/** What the pointer does that may become a held finger. */
const LIFTED = ["pointerup", "pointercancel"];

export class MessageMenu {
  #root;
  #menu = null;
  #id = "";
  #hold = null;
  #deletions = new Deletions();

  /** `root` has the template of the menu. */
  constructor(root) {
    this.#root = root;
  }

  // Actions

  /** Told of everything that is pressed on the page. */
  hear(event) {
    switch (event.type) {
      case "click":
        return this.#clicked(event);
      case "submit":
        return this.#submitted(event);
      case "keydown":
        return this.#pressed(event);
      case "pointerdown":
        return this.#touched(event);
      case "pointermove":
        return this.#dragged(event);
      case "contextmenu":
        // The browser's own menu of a long press would come on top of ours.
        if (event.pointerType === "touch" && held(event.target)) event.preventDefault();
        return;
      case "edit:asked":
        return this.#editLast();
      default:
        if (LIFTED.includes(event.type) && !this.#hold?.isOver) this.#letGo();
    }
  }

  /** Lets go of whatever waits. */
  release() {
    this.#letGo();
  }

  /** Opens the menu for a message, beside what was pressed. */
  open(message, near) {
    this.#menu ??= this.#make();
    this.#id = message.dataset.id;
    const ways = this.#ways(message);
    for (const item of this.#menu.querySelectorAll("[data-act]")) {
      const way = ways[item.dataset.act];
      item.hidden = !way;
      if (item.localName === "a") item.href = way;
    }
    for (const button of this.#menu.querySelectorAll(".emoji__button")) {
      const own = message.querySelector(`.reaction[value="${button.value}"][aria-pressed="true"]`);
      button.setAttribute("aria-pressed", String(own !== null));
    }
    this.#menu.showPopover();
    this.#place(near.getBoundingClientRect());
    this.#more?.setAttribute("aria-expanded", "true");
  }

  close() {
    if (!this.#isOpen) return;
    const hadFocus = this.#menu.contains(document.activeElement);
    const more = this.#more;
    this.#menu.hidePopover();
    more?.removeAttribute("aria-expanded");
    // The browser would lead back to an element that an update may have replaced since.
    if (hadFocus) more?.focus({ preventScroll: true });
  }

  // Private: the menu

  #make() {
    const menu = copyOf(this.#root, "menu");
    this.#root.append(menu);
    return menu;
  }

  /** Where each act leads; none for what this reader cannot do with this message. */
  #ways(message) {
    const path = message.querySelector(".message__more").pathname;
    const own = message.dataset.author === meta("member");
    const has = (part) => message.querySelector(part) !== null;
    return {
      reply: `${location.pathname}?reply=${message.dataset.id}`,
      edit: own && `${path}/edit`,
      emoji: true,
      copy: has(".message__body p"),
      forward: `${path}/forward`,
      edits: has(".message__edited") && `${path}#edits`,
      reactions: has(".reaction") && `${path}#reactions`,
      delete: (own || "removesOthers" in this.#root.dataset) && `${path}/delete`,
      close: true,
    };
  }

  /** Beside what was pressed where there is room; a small screen has it at its lower edge by itself. */
  #place({ left, right, top, bottom }) {
    const { offsetWidth, offsetHeight } = this.#menu;
    const fits = left + offsetWidth + EDGE_PX <= innerWidth;
    const x = Math.max(EDGE_PX, fits ? left : right - offsetWidth);
    const below = bottom + GAP_PX;
    const y = below + offsetHeight + EDGE_PX <= innerHeight ? below : Math.max(EDGE_PX, top - GAP_PX - offsetHeight);
    this.#menu.style.setProperty("--acts-x", `${x}px`);
    this.#menu.style.setProperty("--acts-y", `${y}px`);
  }

  // Private: what was pressed

  #clicked(event) {
    if (this.#hold?.isOver) {
      // The finger that opened the menu is lifted: that is no press on anything.
      event.preventDefault();
      event.stopPropagation();
      return this.#letGo();
    }
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const { target } = event;
    if (this.#isOpen && !this.#menu.contains(target)) {
      // A press beside the menu closes it and is nothing else.
      event.preventDefault();
      event.stopPropagation();
      return this.close();
    }
    const more = target.closest(MORE);
    if (more) {
      event.preventDefault();
      return this.open(more.closest(".message"), more);
    }
    const item = target.closest(".acts [data-act], .acts .emoji__button");
    const act = item && this.#act(item);
    if (!act) return;
    event.preventDefault();
    this.#do(act);
  }

  /** What an item of the menu does here; nothing for one that leads to a page. */
  #act(item) {
    const message = this.#message;
    if (!item.dataset.act) return () => this.#react(message, item.value);
    return {
      reply: () => announce(this.#root, "reply:chosen", brief(message)),
      edit: () => announce(this.#root, "edit:chosen", { ...brief(message), url: item.href }),
      emoji: () => this.#pick(message),
      copy: () => this.#copy(message),
      delete: () => this.#deletions.begin(message.dataset.id, item.href),
      close: () => {},
    }[item.dataset.act];
  }

  /** Closes the menu first; a message that became a tombstone meanwhile can have nothing done to it. */
  #do(act) {
    const there = this.#more;
    this.close();
    if (there) act();
  }

  #submitted(event) {
    if (!event.target.matches(".message__reactions")) return;
    event.preventDefault();
    this.#react(event.target.closest(".message"), event.submitter.value);
  }

  #pressed(event) {
    const { key } = event;
    if (this.#isOpen && key === "Escape") return this.close();
    // Where keys go; one that was pressed before we were here goes on from where those before it led.
    const target = document.activeElement;
    const more = target.closest(MORE);
    const inside = this.#isOpen && this.#menu.contains(target);
    const step = inside && key === "Tab" ? (event.shiftKey ? -1 : 1) : STEPS[key];
    if (!step || !(more || inside)) return;
    const scope = more ? document.querySelectorAll(MORE) : this.#menu.querySelectorAll("button, input, a");
    const stops = [...scope].filter((each) => each.checkVisibility());
    event.preventDefault();
    const next = stops.indexOf(target) + step;
    // The menu is a round; the conversation has two ends.
    (inside ? stops.at(next % stops.length) : stops[next])?.focus();
  }

  // Private: holding a finger on a message

  #touched({ pointerType, target, clientX, clientY }) {
    this.#letGo();
    const bubble = pointerType === "touch" && held(target);
    if (!bubble) return;
    const hold = { clientX, clientY, isOver: false };
    hold.timer = setTimeout(() => {
      hold.isOver = true;
      this.open(bubble.closest(".message"), bubble);
    }, HOLD_MS);
    this.#hold = hold;
  }

  #dragged({ clientX, clientY }) {
    const hold = this.#hold;
    if (!hold || hold.isOver) return;
    if (Math.hypot(clientX - hold.clientX, clientY - hold.clientY) > HOLD_PX) this.#letGo();
  }

  #letGo() {
    clearTimeout(this.#hold?.timer);
    this.#hold = null;
  }

  // Private: doing it

  async #react(message, emoji) {
    const path = message.querySelector(".message__more").pathname;
    try {
      const html = await postForm(`${path}/reactions`, new URLSearchParams({ emoji }));
      announce(this.#root, "message:stored", { page: parts(parseFragment(html)) });
    } catch (error) {
      announce(this.#root, "notice:due", { part: "failed", words: error.detail });
    }
  }

  async #pick(message) {
    const { id } = message.dataset;
    // An update may replace the message meanwhile.
    const now = () => document.querySelector(`.messages__log [data-id="${CSS.escape(id)}"]`);
    const back = () => now()?.querySelector(".message__more")?.focus({ preventScroll: true });
    try {
      const { pick } = await rare("emoji_picker");
      const chosen = (emoji) => {
        back();
        if (now()) this.#react(now(), emoji);
      };
      await pick(message.querySelector(".message__bubble"), chosen, back);
    } catch {
      announce(this.#root, "notice:due", { part: "failed" });
    }
  }

  #copy(message) {
    const body = message.querySelector(".message__body");
    announce(this.#root, "notice:due", { part: copied(body.innerText, body) ? "copied" : "failed" });
  }

  #editLast() {
    const own = `.messages__log .message[data-author="${meta("member")}"]:has(.message__more)`;
    const message = [...document.querySelectorAll(own)].at(-1);
    if (message) announce(this.#root, "edit:chosen", { ...brief(message), url: this.#ways(message).edit });
  }

  // Private: finding

  get #isOpen() {
    return this.#menu?.matches(":popover-open") ?? false;
  }

  get #message() {
    return document.querySelector(`.messages__log [data-id="${CSS.escape(this.#id)}"]`);
  }

  get #more() {
    return this.#message?.querySelector(".message__more");
  }
}

/** The bubble that a finger is held on; what can be pressed itself is left alone. */
function held(target) {
  return target.closest("a, button") ? null : target.closest(".messages__log .message__bubble:has(.message__more)");
}

/** A message in the few words that a quote of it shows. */
function brief(message) {
  const words = message.querySelector(".message__body").innerText.replace(/\s+/g, " ").trim();
  const picture = message.querySelector(".picture__image")?.alt ?? "";
  const file = message.querySelector(".document__name")?.textContent ?? picture;
  return {
    id: message.dataset.id,
    author: message.querySelector(".message__author").textContent,
    excerpt: words || file,
  };
}
