// Says quietly that live updates are interrupted, and how many messages wait for the line; a short gap is
// not worth a word.
const PATIENCE_MS = 3_000;

customElements.define(
  "live-banner",
  class extends HTMLElement {
    #listeners;
    #timer = null;
    #waiting = 0;

    // Lifecycle

    connectedCallback() {
      this.#listeners = new AbortController();
      const { signal } = this.#listeners;
      document.addEventListener("live:lost", () => this.#wait(), { signal });
      for (const name of ["live:connected", "live:polled"]) {
        document.addEventListener(name, () => this.hide(), { signal });
      }
      document.addEventListener("outbox:counted", ({ detail }) => this.#count(detail.count), { signal });
    }

    disconnectedCallback() {
      this.#listeners.abort();
      clearTimeout(this.#timer);
    }

    // Actions

    show() {
      if (this.#text) return;
      this.append(document.importNode(this.querySelector("template").content, true));
      this.#count(this.#waiting);
    }

    hide() {
      clearTimeout(this.#timer);
      this.#timer = null;
      this.#text?.remove();
    }

    // Private

    #wait() {
      this.#timer ??= setTimeout(() => this.show(), PATIENCE_MS);
    }

    #count(count) {
      this.#waiting = count;
      const waiting = this.querySelector(".banner__waiting");
      if (!waiting) return;
      waiting.hidden = count === 0;
      waiting.querySelector("b").textContent = count;
    }

    get #text() {
      return this.querySelector(".banner__text");
    }
  },
);
