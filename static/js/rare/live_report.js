// Says on the settings page when live updates do not get through to this device.
import { kept } from "../lib/kept.js";
import { BLOCKED } from "../live/live.js";

class LiveReport extends HTMLElement {
  #listening = null;

  // Lifecycle

  connectedCallback() {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    for (const name of ["live:connected", "live:polled"]) {
      document.addEventListener(name, () => this.#show(), { signal });
    }
    this.#show();
  }

  disconnectedCallback() {
    this.#listening.abort();
  }

  // Private

  #show() {
    this.hidden = !kept(BLOCKED);
  }
}

customElements.define("live-report", LiveReport);
