// The list of threads, kept fresh: any event of a listed thread, or of the member's own channel, is a
// nudge to ask the server for the list as it is now.
import { parseFragment } from "../lib/fragment.js";
import { Refused, getFragment, meta } from "../lib/http.js";
import { join, leave, reloadSignedOut } from "../live/live.js";
import { Coalesced } from "../models/coalesced.js";

const REFRESH_MS = 300;
const RECONNECT_SPREAD_MS = 3_000;
/** A socket may hold 200 channels; the oldest threads are rarely the ones that stir. */
const CHANNELS_LIMIT = 100;
/** Says nothing that the list shows. */
const IGNORED = /^(client-|pusher|read:moved$)/;

customElements.define(
  "thread-list",
  class extends HTMLElement {
    #listeners;
    #channels = new Set();
    #refresh;
    #wasLost = false;

    // Lifecycle

    connectedCallback() {
      this.#listeners = new AbortController();
      const { signal } = this.#listeners;
      this.#refresh = new Coalesced(() => this.#ask(), REFRESH_MS);
      document.addEventListener("live:heard", ({ detail }) => this.#heard(detail), { signal });
      document.addEventListener("live:lost", () => (this.#wasLost = true), { signal });
      document.addEventListener("live:connected", () => this.#connected(), { signal });
      document.addEventListener("visibilitychange", () => this.#shown(), { signal });
      addEventListener("pageshow", ({ persisted }) => persisted && this.#shown(), { signal });
      this.#mark();
      this.#listen();
    }

    disconnectedCallback() {
      this.#listeners.abort();
      this.#refresh.stop();
      for (const channel of this.#channels) leave(channel);
      this.#channels.clear();
    }

    // Actions

    refresh() {
      this.#refresh.nudge();
    }

    // Private

    #heard({ channel, event, data }) {
      // Whoever left a chat on another device, or was taken out of it, does not stay on its page.
      if (event === "thread:left" && location.pathname.endsWith(`/threads/${data.threadId}`)) {
        location.replace(`${meta("base")}/`);
      }
      const own = channel.startsWith("private-user-");
      if (own || (this.#channels.has(channel) && !IGNORED.test(event))) this.refresh();
    }

    #connected() {
      this.#refresh.hurry(this.#wasLost ? Math.random() * RECONNECT_SPREAD_MS : REFRESH_MS);
      this.#wasLost = false;
    }

    #shown() {
      if (!document.hidden) this.refresh();
    }

    async #ask() {
      // On a phone an open thread covers the list.
      if (!this.checkVisibility()) return;
      try {
        this.#show(parseFragment(await getFragment(this.dataset.url)));
      } catch (error) {
        if (error instanceof Refused && !error.passing) {
          error.final = true;
          if (error.status === 401) reloadSignedOut();
        }
        throw error;
      }
    }

    #show(list) {
      const held = this.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
      const top = this.scrollTop;
      this.replaceChildren(list);
      this.#mark();
      this.#listen();
      this.scrollTop = top;
      if (held) this.querySelector(`a[href="${CSS.escape(held)}"]`)?.focus({ preventScroll: true });
    }

    /** The list is the same on every page; which thread is open the page knows. */
    #mark() {
      for (const row of this.querySelectorAll(".row")) {
        if (row.pathname === location.pathname) row.setAttribute("aria-current", "page");
      }
    }

    #listen() {
      const rows = [...this.querySelectorAll("[data-thread]")].slice(0, CHANNELS_LIMIT);
      const wanted = new Set(rows.map((row) => `thread-${row.dataset.thread}`));
      const member = meta("member");
      if (member) wanted.add(`private-user-${member}`);
      for (const channel of this.#channels) if (!wanted.has(channel)) leave(channel);
      for (const channel of wanted) if (!this.#channels.has(channel)) join(channel);
      this.#channels = wanted;
    }
  },
);
