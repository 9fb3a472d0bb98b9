// Messages on their way, below the others: bubbles cloned from the server's own partial, gone as soon as
// the stored message takes their place. Those that an earlier page left are there again. What files look
// like on their way is fetched where a message has some.
import { announce, copyOf } from "../lib/dom.js";
import { parseFragment } from "../lib/fragment.js";
import { meta } from "../lib/http.js";
import { ITEM, arrange } from "../lib/message_window.js";
import { rare } from "../lib/rare.js";
import { parts } from "../live/catch_up.js";

customElements.define(
  "message-outbox",
  class extends HTMLElement {
    #listeners;
    #bubbles = new Map();

    // Lifecycle

    connectedCallback() {
      this.#listeners = new AbortController();
      const { signal } = this.#listeners;
      document.addEventListener("composer:changed", ({ detail }) => this.#changed(detail), { signal });
      document.addEventListener("message:arrived", ({ detail }) => this.#arrived(detail.item), { signal });
      this.addEventListener("click", (event) => this.#pressed(event.target), { signal });
    }

    disconnectedCallback() {
      this.#listeners.abort();
    }

    // Private

    #changed({ entry, result }) {
      const { key, state, refused } = entry;
      if (state === "stored") announce(this, "message:stored", { page: parts(parseFragment(result)) });
      if (state === "stored" || state === "discarded") return this.#remove(key);
      const bubble = this.#bubbles.get(key) ?? this.#show(entry);
      bubble.dataset.state = state;
      bubble.hidden = bubble.hidden && state === "pending";
      if (refused?.trim()) bubble.querySelector(".delivery__reason").textContent = refused;
      this.#count();
    }

    #show(entry) {
      const bubble = copyOf(this, "pending");
      bubble.dataset.key = entry.key;
      // Where it will stand it stands from the start.
      const list = this.closest("message-list");
      Object.assign(bubble.firstElementChild.dataset, { day: list.dataset.today, at: Date.now() });
      arrange(bubble, null, [...list.querySelectorAll(ITEM)].at(-1));
      if (entry.body) {
        const paragraph = document.createElement("p");
        paragraph.dir = "auto";
        paragraph.textContent = entry.body;
        bubble.querySelector(".message__body").replaceChildren(paragraph);
      }
      if (entry.reply) bubble.querySelector(".message__bubble").prepend(this.#quote(entry.reply));
      // Without its pictures it is sent all the same.
      if (entry.files.length) rare("pending_files").then(({ fill }) => fill(this, bubble, entry), () => {});
      this.#bubbles.set(entry.key, bubble);
      this.querySelector(".messages__outbox").append(bubble);
      return bubble;
    }

    #quote({ author, excerpt }) {
      const quote = copyOf(this, "quote");
      quote.removeAttribute("href");
      quote.querySelector(".quote__author").textContent = author;
      quote.querySelector(".quote__text").textContent = excerpt;
      return quote;
    }

    /** The live update may be faster than the answer to our own request: never both at once. */
    #arrived(item) {
      const { author, id } = item.firstElementChild.dataset;
      if (author !== meta("member") || !id) return;
      const same = [...this.#bubbles.values()].find(
        (bubble) => bubble.dataset.state === "pending" && !bubble.hidden && gist(bubble) === gist(item),
      );
      if (same) same.hidden = true;
    }

    #pressed(target) {
      const key = target.closest("[data-key]")?.dataset.key;
      if (target.closest(".delivery__retry")) announce(this, "delivery:retried", { key });
      if (target.closest(".delivery__discard")) announce(this, "delivery:discarded", { key });
    }

    #remove(key) {
      const bubble = this.#bubbles.get(key);
      if (!bubble) return;
      this.#bubbles.delete(key);
      bubble.remove();
      this.#count();
    }

    #count() {
      announce(this, "outbox:counted", { count: this.#bubbles.size });
    }
  },
);

/** What tells a message from others of the same author: its letters and how many files it has. */
function gist(item) {
  const letters = item.querySelector(".message__body").textContent.replace(/\s+/g, "");
  return `${item.querySelectorAll("[data-attachment]").length} ${letters}`;
}
