// Says quietly that live updates are interrupted; a short gap is not worth a word.
const PATIENCE_MS = 3_000;

customElements.define(
  "live-banner",
  class extends HTMLElement {
    #listeners;
    #timer = null;

    // Lifecycle

    connectedCallback() {
      this.#listeners = new AbortController();
      const { signal } = this.#listeners;
      document.addEventListener("live:lost", () => this.#wait(), { signal });
      document.addEventListener("live:connected", () => this.hide(), { signal });
    }

    disconnectedCallback() {
      this.#listeners.abort();
      clearTimeout(this.#timer);
    }

    // Actions

    show() {
      if (this.querySelector(".banner__text")) return;
      this.append(document.importNode(this.querySelector("template").content, true));
    }

    hide() {
      clearTimeout(this.#timer);
      this.#timer = null;
      this.querySelector(".banner__text")?.remove();
    }

    // Private

    #wait() {
      this.#timer ??= setTimeout(() => this.show(), PATIENCE_MS);
    }
  },
);
