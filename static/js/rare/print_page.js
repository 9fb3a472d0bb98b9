// Prints the page it stands on. Its button shows only where scripts run; elsewhere the browser's own menu
// does it.

class PrintPage extends HTMLElement {
  #listening = null;

  // Lifecycle

  connectedCallback() {
    this.#listening = new AbortController();
    const button = this.querySelector("button");
    button.hidden = false;
    button.addEventListener("click", () => window.print(), { signal: this.#listening.signal });
  }

  disconnectedCallback() {
    this.#listening.abort();
  }
}

customElements.define("print-page", PrintPage);
