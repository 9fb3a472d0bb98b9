// The faces under the messages that people have read up to. What happens in one's own absence is asked
// for; everything else is told by the thread's channel.
import { parseFragment } from "../lib/fragment.js";
import { getFragment, meta } from "../lib/http.js";
import { Coalesced } from "../models/coalesced.js";

const RECONNECT_SPREAD_MS = 4_000;

customElements.define(
  "read-marks",
  class extends HTMLElement {
    #listeners;
    #observer;
    #refresh;
    #faces = new Map();
    #wasLost = false;

    // Lifecycle

    connectedCallback() {
      this.#listeners = new AbortController();
      const { signal } = this.#listeners;
      this.#refresh = new Coalesced(() => this.#ask());
      document.addEventListener("live:heard", ({ detail }) => this.#heard(detail), { signal });
      document.addEventListener("live:lost", () => (this.#wasLost = true), { signal });
      document.addEventListener("live:connected", () => this.#connected(), { signal });
      for (const face of this.#list.querySelectorAll(".reader")) {
        this.#faces.set(face.dataset.reader, { face, at: face.closest("li").firstElementChild.dataset.id });
      }
      document.addEventListener("message:arrived", ({ detail }) => this.#arrived(detail.item), { signal });
      // Messages come and go while one scrolls; faces stand where theirs is.
      this.#observer = new MutationObserver(() => this.#place());
      this.#observer.observe(this.#list, { childList: true });
    }

    disconnectedCallback() {
      this.#listeners.abort();
      this.#observer.disconnect();
      this.#refresh.stop();
    }

    // Private

    #heard({ channel, event, data }) {
      if (channel !== `thread-${this.dataset.thread}`) return;
      if (event === "read:shared") return this.#refresh.nudge();
      if (event !== "read:moved") return;
      if (data.memberId === meta("member")) return;
      const known = this.#faces.get(data.memberId);
      // A face never seen here, as of somebody new.
      if (!known) return this.#refresh.nudge();
      known.at = data.messageId;
      this.#place();
    }

    /** Whoever writes has read. */
    #arrived(item) {
      const known = this.#faces.get(item.firstElementChild.dataset.author);
      if (known) known.at = "";
      this.#place();
    }

    #connected() {
      if (this.#wasLost) this.#refresh.hurry(Math.random() * RECONNECT_SPREAD_MS);
      this.#wasLost = false;
    }

    async #ask() {
      const list = parseFragment(await getFragment(this.dataset.url, this.#listeners.signal));
      for (const { face } of this.#faces.values()) face.remove();
      this.#faces.clear();
      for (const item of list.querySelectorAll("[data-message]")) {
        const face = item.firstElementChild;
        this.#faces.set(face.dataset.reader, { face, at: item.dataset.message });
      }
      this.#place();
    }

    #place() {
      for (const [reader, { face, at }] of this.#faces) {
        const message = this.#list.querySelector(`[data-id="${CSS.escape(at)}"]`);
        // That somebody has read their own words goes without saying.
        if (!message || message.dataset.author === reader) face.remove();
        else if (!message.parentElement.contains(face)) row(message.parentElement).append(face);
      }
    }

    get #list() {
      return document.querySelector(".messages__log .messages__list");
    }
  },
);

function row(item) {
  const row = item.querySelector(".readers") ?? document.createElement("p");
  row.className = "readers";
  row.setAttribute("aria-hidden", "true");
  item.append(row);
  return row;
}
