// A list of choices that shrinks while one types what is sought. What is chosen stays in sight.
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
    }

    disconnectedCallback() {
      this.#listeners.abort();
    }

    // Actions

    filter(text) {
      const sought = text.trim().toLocaleLowerCase();
      const choices = [...this.querySelectorAll(".choice")];
      for (const choice of choices) {
        const found = choice.textContent.toLocaleLowerCase().includes(sought);
        choice.hidden = !found && !choice.querySelector("input").checked;
      }
      this.querySelector(".choices__none").hidden = choices.some((choice) => !choice.hidden);
    }
  },
);
