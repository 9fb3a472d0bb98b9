// What is being written: an answer to a message, or other words for one's own. Shown above the field,
// with a way out. The server renders it too, for a page that is opened to answer. It comes with the menu of
// messages, from which both begin.
import { announce, copyOf } from "../lib/dom.js";
import { parseFragment } from "../lib/fragment.js";
import { getFragment, postForm } from "../lib/http.js";
import { parts } from "../live/catch_up.js";

customElements.define(
  "composer-context",
  class extends HTMLElement {
    #listeners;
    /** What was being answered when an edit began, to go on with afterwards. */
    #aside = null;
    #saving = false;
    /** How often something else was begun: what was asked for before that comes too late. */
    #begun = 0;

    // Lifecycle

    connectedCallback() {
      this.#listeners = new AbortController();
      const { signal } = this.#listeners;
      document.addEventListener("reply:chosen", ({ detail }) => this.#answer(detail), { signal });
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

    /** What is answered now, or will be once an edit is over. */
    get waiting() {
      return this.reply ?? this.#aside;
    }

    /** Shows again what was being answered. */
    restore({ id, author, excerpt }) {
      const context = copyOf(this, "reply");
      context.querySelector(".context__author").textContent = author;
      context.querySelector(".context__excerpt").textContent = excerpt;
      this.prepend(context);
      this.#id.value = id;
    }

    /** Sends the other words for a message. */
    async save(body) {
      if (this.#saving) return;
      this.#saving = true;
      const edited = this.#shown;
      try {
        const html = await postForm(this.editing, new URLSearchParams({ body }));
        announce(this, "message:stored", { page: parts(parseFragment(html)) });
        // What was written or begun since then stays.
        if (this.#shown === edited && this.#field.value.trim() === body) this.close();
      } catch (error) {
        announce(this, "notice:due", { part: "failed", words: error.detail });
      }
      this.#saving = false;
    }

    close() {
      const aside = this.#clear();
      if (aside) this.restore(aside);
    }

    // Private

    #pressed(event) {
      if (!event.target.closest(".context__cancel")) return;
      event.preventDefault();
      this.close();
      announce(this, "context:shown");
    }

    /** The words as they were typed are only on the server. Whoever goes on with something else before they
        come, or speaks a message, is not interrupted. */
    async #edit(detail) {
      const begun = ++this.#begun;
      const { value } = this.#field;
      try {
        const form = parseFragment(await getFragment(detail.url));
        if (begun !== this.#begun || value !== this.#field.value || this.#isSpeaking) return;
        const aside = this.waiting;
        this.#clear();
        const context = copyOf(this, "edit");
        context.querySelector(".context__excerpt").textContent = detail.excerpt;
        context.dataset.url = detail.url;
        this.prepend(context);
        this.#aside = aside;
        announce(this, "context:shown");
        announce(this, "edit:begun", { body: form.querySelector("textarea").value });
      } catch (error) {
        announce(this, "notice:due", { part: "failed", words: error.detail });
      }
    }

    #answer(detail) {
      this.#clear();
      this.restore(detail);
      announce(this, "context:shown");
    }

    /** Nothing is answered or edited any more; returns what waited behind an edit. */
    #clear() {
      this.#begun += 1;
      const wasEdit = this.editing !== "";
      const aside = this.#aside;
      this.#aside = null;
      this.#shown?.remove();
      // Coming back to this address should not begin the same answer again.
      if (location.search.startsWith("?reply=")) history.replaceState(null, "", location.pathname);
      if (wasEdit) announce(this, "edit:ended");
      return aside;
    }

    get #shown() {
      return this.querySelector(".context");
    }

    get #composer() {
      return this.closest("message-composer");
    }

    get #field() {
      return this.#composer.querySelector(".composer__body");
    }

    get #isSpeaking() {
      return this.#composer.querySelector(".voice") !== null;
    }

    get #id() {
      return this.querySelector("[name='replyTo']");
    }
  },
);
