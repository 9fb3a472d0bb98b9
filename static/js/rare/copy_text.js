// Copies what its field holds by a press. Without it the field is selected and copied by hand.
import { copied } from "./copying.js";

/** How long it says so. */
const SAID_MS = 2_000;

class CopyText extends HTMLElement {
  #listening = null;
  #timer = 0;

  // Lifecycle

  connectedCallback() {
    this.#listening = new AbortController();
    this.querySelector("button").addEventListener("click", () => this.copy(), { signal: this.#listening.signal });
  }

  disconnectedCallback() {
    this.#listening.abort();
    clearTimeout(this.#timer);
  }

  // Actions

  /** What could not be copied is selected, for whoever copies it by hand. */
  copy() {
    const text = this.querySelector("textarea");
    const isCopied = copied(text.value, this.querySelector("label"));
    if (!isCopied) {
      text.focus({ preventScroll: true });
      text.select();
    }
    this.#say(isCopied);
  }

  // Private

  #say(isCopied) {
    const status = this.querySelector("[role=status]");
    status.textContent = isCopied ? status.dataset.copied : status.dataset.failed;
    this.toggleAttribute("data-copied", isCopied);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.removeAttribute("data-copied");
      status.textContent = "";
    }, SAID_MS);
  }
}

customElements.define("copy-text", CopyText);
