// The way back down: shown to a reader who is far up, with a count of what came meanwhile.
import { announce } from "../lib/dom.js";

const FAR_PX = 800;

customElements.define(
  "jump-to-newest",
  class extends HTMLElement {
    #listeners;

    // Lifecycle

    connectedCallback() {
      this.#listeners = new AbortController();
      const { signal } = this.#listeners;
      document.addEventListener("messages:moved", ({ detail }) => this.show(detail), { signal });
      this.addEventListener("click", () => announce(this, "jump:asked"), { signal });
    }

    disconnectedCallback() {
      this.#listeners.abort();
    }

    // Actions

    show({ atEnd, fromEnd, unseen }) {
      const button = this.querySelector(".jump");
      const count = this.querySelector(".jump__count");
      button.hidden = atEnd || (unseen === 0 && fromEnd < FAR_PX);
      count.hidden = unseen === 0;
      count.textContent = String(unseen);
    }
  },
);
