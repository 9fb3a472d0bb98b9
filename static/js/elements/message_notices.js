// Short words about what was just done, over the composer; and deleting, which waits a while so that it
// can be undone. Until then nothing was sent; leaving the page sends it.
import { announce, copyOf } from "../lib/dom.js";
import { parseFragment } from "../lib/fragment.js";
import { postLasting } from "../lib/http.js";
import { parts } from "../live/catch_up.js";
import { HeldBack } from "../models/held_back.js";

const UNDO_MS = 10_000;
const SHOWN_MS = 4_000;
const GOING = "messages__item--going";

customElements.define(
  "message-notices",
  class extends HTMLElement {
    #listeners;
    #toasts = new Map();
    #held = new HeldBack(UNDO_MS, (id) => this.#toasts.get(id)?.matches(":hover, :focus-within"));

    // Lifecycle

    connectedCallback() {
      this.#listeners = new AbortController();
      const { signal } = this.#listeners;
      document.addEventListener("notice:due", ({ detail }) => this.say(detail.part, detail.words), { signal });
      document.addEventListener("delete:chosen", ({ detail }) => this.#delete(detail), { signal });
      addEventListener("pagehide", () => this.#held.flush(), { signal });
    }

    disconnectedCallback() {
      this.#held.flush();
      this.#listeners.abort();
    }

    // Actions

    /** Shows a notice for a moment, in the server's own words where it gave some. */
    say(part, words) {
      const toast = copyOf(this, part);
      if (words) toast.querySelector(".toast__text").textContent = words;
      this.append(toast);
      setTimeout(() => toast.remove(), SHOWN_MS);
    }

    // Private

    #delete({ id, url }) {
      if (this.#toasts.has(id)) return;
      const toast = copyOf(this, "deleted");
      toast.querySelector(".toast__undo").addEventListener("click", () => this.#undo(id));
      this.#toasts.set(id, toast);
      this.append(toast);
      itemOf(id)?.classList.add(GOING);
      this.#held.hold(id, () => this.#send(id, url));
    }

    #undo(id) {
      if (!this.#held.undo(id)) return;
      this.#settle(id);
      itemOf(id)?.querySelector(".message__more")?.focus();
    }

    async #send(id, url) {
      this.#forget(id);
      try {
        announce(this, "message:stored", { page: parts(parseFragment(await postLasting(url))) });
      } catch (error) {
        this.say("failed", error.detail);
      }
      this.#settle(id);
    }

    #settle(id) {
      this.#forget(id);
      itemOf(id)?.classList.remove(GOING);
    }

    #forget(id) {
      this.#toasts.get(id)?.remove();
      this.#toasts.delete(id);
    }
  },
);

function itemOf(id) {
  return document.querySelector(`.messages__log [data-id="${CSS.escape(id)}"]`)?.parentElement;
}
