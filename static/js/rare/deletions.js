// Deleting a message, which waits a while so that it can be undone. Until then nothing was sent; leaving
// the page sends it.
import { announce, copyOf } from "../lib/dom.js";
import { parseFragment } from "../lib/fragment.js";
import { ask } from "../lib/http.js";
import { parts } from "../live/catch_up.js";
import { HeldBack } from "./held_back.js";

const UNDO_MS = 10_000;
const GOING = "messages__item--going";

export class Deletions {
  #notices = document.querySelector("message-notices");
  #toasts = new Map();
  #held = new HeldBack(UNDO_MS, (id) => this.#toasts.get(id)?.matches(":hover, :focus-within"));

  constructor() {
    addEventListener("pagehide", () => this.#held.flush());
  }

  // Actions

  /** Deletes the message with this id, by asking `url`, when nobody has thought better of it. */
  begin(id, url) {
    if (this.#toasts.has(id)) return;
    const toast = copyOf(this.#notices, "deleted");
    toast.querySelector(".toast__undo").addEventListener("click", () => this.#undo(id));
    this.#toasts.set(id, toast);
    this.#notices.append(toast);
    itemOf(id)?.classList.add(GOING);
    this.#held.hold(id, () => this.#send(id, url));
  }

  // Private

  #undo(id) {
    if (!this.#held.undo(id)) return;
    this.#settle(id);
    itemOf(id)?.querySelector(".message__more")?.focus();
  }

  async #send(id, url) {
    this.#forget(id);
    try {
      // It goes on when the page is left.
      const html = await ask(url, { method: "POST", keepalive: true });
      announce(document, "message:stored", { page: parts(parseFragment(html)) });
    } catch (error) {
      announce(document, "notice:due", { part: "failed", words: error.detail });
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
}

function itemOf(id) {
  return document.querySelector(`.messages__log [data-id="${CSS.escape(id)}"]`)?.parentElement;
}
