// What is being written: an answer to a message, or other words for one's own. Shown above the field,
// with a way out. The server renders it too, for a page that is opened to answer.
import { announce, copyOf } from "../lib/dom.js";
import { parseFragment } from "../lib/fragment.js";
import { getFragment } from "../lib/http.js";

customElements.define(
  "composer-context",
  class extends HTMLElement {
    #listeners;

    // Lifecycle

    connectedCallback() {
      this.#listeners = new AbortController();
      const { signal } = this.#listeners;
      document.addEventListener("reply:chosen", ({ detail }) => this.#show("reply", detail), { signal });
      document.addEventListener("edit:chosen", ({ detail }) => this.#edit(detail), { signal });
      this.addEventListener("click", (event) => this.#pressed(event), { signal });
    }

    disconnectedCallback() {
      this.#listeners.abort();
    }

    // Actions

    /** The message that is answered as `{ id, author, excerpt }`; null for none. */
    get reply() {
      if (this.#shown?.dataset.mode !== "reply") return null;
      const text = (part) => this.#shown.querySelector(part).textContent;
      return { id: this.#id.value, author: text(".context__author"), excerpt: text(".context__excerpt") };
    }

    /** Where the other words for a message are sent; empty if none is edited. */
    get editing() {
      return this.#shown?.dataset.url ?? "";
    }

    get isOpen() {
      return this.#shown !== null;
    }

    close() {
      const wasEdit = this.editing !== "";
      this.#shown?.remove();
      // Coming back to this address should not begin the same answer again.
      if (location.search.startsWith("?reply=")) history.replaceState(null, "", location.pathname);
      if (wasEdit) announce(this, "edit:ended");
    }

    // Private

    #pressed(event) {
      if (!event.target.closest(".context__cancel")) return;
      event.preventDefault();
      this.close();
      announce(this, "context:shown");
    }

    /** The words as they were typed are only on the server. */
    async #edit(detail) {
      try {
        const form = parseFragment(await getFragment(detail.url));
        this.#show("edit", detail);
        this.#shown.dataset.url = detail.url;
        announce(this, "edit:begun", { body: form.querySelector("textarea").value });
      } catch (error) {
        announce(this, "notice:due", { part: "failed", words: error.detail });
      }
    }

    #show(mode, { id, author, excerpt }) {
      this.close();
      const context = copyOf(this, mode);
      context.querySelector(".context__author").textContent = mode === "reply" ? author : "";
      context.querySelector(".context__excerpt").textContent = excerpt;
      this.prepend(context);
      if (this.#id) this.#id.value = id;
      announce(this, "context:shown");
    }

    get #shown() {
      return this.querySelector(".context");
    }

    get #id() {
      return this.querySelector("[name='replyTo']");
    }
  },
);
