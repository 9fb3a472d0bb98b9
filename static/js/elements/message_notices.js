// Short words about what was just done, over the composer.
import { copyOf } from "../lib/dom.js";

const SHOWN_MS = 4_000;

customElements.define(
  "message-notices",
  class extends HTMLElement {
    #listeners;

    // Lifecycle

    connectedCallback() {
      this.#listeners = new AbortController();
      const { signal } = this.#listeners;
      document.addEventListener("notice:due", ({ detail }) => this.say(detail.part, detail.words), { signal });
    }

    disconnectedCallback() {
      this.#listeners.abort();
    }

    // Actions

    /** Shows a notice for a moment, in the server's own words where it gave some. */
    say(part, words) {
      const toast = copyOf(this, part);
      if (words) toast.querySelector(".toast__text").textContent = words;
      this.append(toast);
      setTimeout(() => toast.remove(), SHOWN_MS);
    }
  },
);
