// What one can do with a message. The menu itself is fetched when a hand or a key first comes near a
// message; what was pressed before it is there is done as soon as it is.
import { announce } from "../lib/dom.js";
import { rare } from "../lib/rare.js";

const HANDS = ["pointerdown", "pointermove", "pointerup", "pointercancel", "contextmenu"];
const HEARD = ["click", "submit", "keydown", ...HANDS, "focusin", "edit:asked"];
/** The way to a message's menu: of every message, though not of one on its way. */
const MORE = ".messages__log .message__more";

customElements.define(
  "message-acts",
  class extends HTMLElement {
    #listeners;
    #menu = null;
    #fetching = false;
    #waiting = [];

    // Lifecycle

    connectedCallback() {
      // Where a browser knows no popovers the links lead to pages that do the same.
      if (!HTMLElement.prototype.showPopover) return;
      this.#listeners = new AbortController();
      const { signal } = this.#listeners;
      for (const name of HEARD) {
        document.addEventListener(name, (event) => this.#heard(event), { signal, capture: name === "click" });
      }
    }

    disconnectedCallback() {
      this.#listeners?.abort();
      this.#menu?.release();
      this.#menu = null;
    }

    // Private

    #heard(event) {
      if (this.#menu) return this.#menu.hear(event);
      const asked = event.type === "edit:asked";
      if (!asked && !event.target.closest?.("message-list")) return;
      if (isOurs(event)) event.preventDefault();
      if (event.defaultPrevented || asked || event.pointerType === "touch") this.#waiting.push(event);
      if (!this.#fetching) this.#fetch();
    }

    async #fetch() {
      this.#fetching = true;
      try {
        const { MessageMenu } = await rare("message_menu");
        this.#menu = this.isConnected ? new MessageMenu(this) : null;
        for (const event of this.#waiting) this.#menu?.hear(event);
      } catch {
        // Coming near is no wish yet; a press that leads nowhere is worth a word.
        if (this.#waiting.some(isOurs)) announce(this, "notice:due", { part: "failed" });
      }
      this.#waiting = [];
      this.#fetching = false;
    }
  },
);

/** Whether the browser would do something else with it than the menu does. */
function isOurs({ type, key, target, pointerType, button, ctrlKey, metaKey, shiftKey, altKey }) {
  switch (type) {
    case "click":
      return !(button || ctrlKey || metaKey || shiftKey || altKey) && target.closest(MORE) !== null;
    case "keydown":
      return (key === "ArrowDown" || key === "ArrowUp") && target.closest(MORE) !== null;
    case "submit":
      return target.matches(".message__reactions");
    case "contextmenu":
      return pointerType === "touch" && target.closest(`.message__bubble:has(.message__more)`) !== null;
    default:
      return false;
  }
}
