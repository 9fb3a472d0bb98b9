// Messages on their way, below the others: bubbles cloned from the server's own partial, gone as soon as
// the stored message takes their place. Those that an earlier page left are there again.
import { announce, copyOf } from "../lib/dom.js";
import { parseFragment } from "../lib/fragment.js";
import { meta } from "../lib/http.js";
import { parts } from "../live/catch_up.js";
import { fitted } from "../models/fitting.js";

/** As the server's `is_picture`. */
const PICTURES = /^image\/(jpeg|png|gif|webp)$/;
const DECODE_MS = 1_000;

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
      for (const bubble of this.#bubbles.values()) release(bubble);
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
      if (entry.body) {
        const paragraph = document.createElement("p");
        paragraph.dir = "auto";
        paragraph.textContent = entry.body;
        bubble.querySelector(".message__body").replaceChildren(paragraph);
      }
      if (entry.reply) bubble.querySelector(".message__bubble").prepend(this.#quote(entry.reply));
      for (const file of entry.files) this.#attach(bubble, file);
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

    #attach(bubble, file) {
      if (PICTURES.test(file.type)) return this.#attachPicture(bubble, file);
      const document = copyOf(this, "document");
      document.querySelector(".document__name").textContent = file.name;
      document.querySelector(".document__size").textContent = "";
      document.removeAttribute("href");
      bubble.querySelector(".message__documents").append(document);
    }

    /** Put in once its size is known, so that it comes in the size it keeps. */
    async #attachPicture(bubble, file) {
      const picture = copyOf(this, "picture");
      const image = picture.querySelector("img");
      picture.removeAttribute("href");
      image.loading = "eager";
      image.alt = file.name;
      image.src = URL.createObjectURL(file);
      await Promise.race([image.decode().catch(() => {}), new Promise((done) => setTimeout(done, DECODE_MS))]);
      if (image.naturalWidth) Object.assign(image, fitted(image.naturalWidth, image.naturalHeight));
      bubble.querySelector(".message__pictures").append(picture);
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
      release(bubble);
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

function release(bubble) {
  for (const image of bubble.querySelectorAll(".picture__image")) URL.revokeObjectURL(image.src);
}
