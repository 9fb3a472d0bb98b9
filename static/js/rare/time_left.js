// Says how long something still works: of the sentences it holds, the one that is true now.

const SECOND_MS = 1_000;

class TimeLeft extends HTMLElement {
  #timer = 0;
  #endMs = 0;

  // Lifecycle

  connectedCallback() {
    // By the page's own age: the clocks of two devices never agree.
    this.#endMs = Number(this.dataset.seconds) * SECOND_MS;
    this.#timer = setInterval(() => this.#show(), SECOND_MS);
    this.#show();
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
  }

  // Private

  #show() {
    const left = (this.#endMs - performance.now()) / SECOND_MS;
    const words = [...this.querySelectorAll("[data-from]")];
    const now = words.filter((each) => Number(each.dataset.from) < left + 60).at(0) ?? words.at(-1);
    for (const each of words) each.hidden = each !== now;
  }
}

customElements.define("time-left", TimeLeft);
