// A list of choices that shrinks while one types what is sought. What is chosen stays in sight.
import { folded } from "./emoji_search.js";

customElements.define(
  "list-filter",
  class extends HTMLElement {
    #listeners;

    // Lifecycle

    connectedCallback() {
      this.#listeners = new AbortController();
      const { signal } = this.#listeners;
      const search = this.querySelector("[type='search']");
      search.addEventListener("input", () => this.filter(search.value), { signal });
      search.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault(), { signal });
      // What was typed before this had come. What the server has found already it found in its own way.
      if (search.value !== search.defaultValue) this.filter(search.value);
    }

    disconnectedCallback() {
      this.#listeners.abort();
    }

    // Actions

    filter(text) {
      const sought = folded(text.trim());
      const choices = [...this.querySelectorAll(".choice")];
      for (const choice of choices) {
        const found = folded(choice.textContent).includes(sought);
        choice.hidden = !found && !choice.querySelector("input").checked;
      }
      this.querySelector(".choices__none").hidden = choices.some((choice) => !choice.hidden);
    }
  },
);
