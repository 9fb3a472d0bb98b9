// A `<details>` that closes as people expect of a menu: on Escape, and on a click elsewhere. Fetched when
// the first is opened.
customElements.define(
  "drop-menu",
  class extends HTMLElement {
    #listeners;

    // Lifecycle

    connectedCallback() {
      this.#listeners = new AbortController();
      const { signal } = this.#listeners;
      document.addEventListener("click", (event) => this.contains(event.target) || this.close(), { signal });
      this.addEventListener("keydown", (event) => event.key === "Escape" && this.close(), { signal });
      this.addEventListener("focusout", (event) => this.#left(event), { signal });
    }

    disconnectedCallback() {
      this.#listeners.abort();
    }

    // Actions

    close() {
      const details = this.querySelector("details");
      if (!details?.open) return;
      const held = this.contains(document.activeElement);
      details.open = false;
      if (held) details.querySelector("summary").focus();
    }

    // Private

    #left({ relatedTarget }) {
      if (relatedTarget && !this.contains(relatedTarget)) this.querySelector("details").open = false;
    }
  },
);
