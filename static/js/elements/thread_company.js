// Who else is here, and who is writing: one quiet line under the thread's name. Each is said only by and
// to those who let it be seen of themselves.
import { join, leave, whisper } from "../live/live.js";

const TYPING = "client-typing";
/** Said anew this often while somebody goes on writing… */
const SAY_MS = 3_000;
/** …and believed this long after it was last said. */
const BELIEVE_MS = 5_000;

customElements.define(
  "thread-company",
  class extends HTMLElement {
    #listeners;
    #channel;
    #joined = false;
    #here = new Set();
    #typing = new Map();
    #saidAt = -Infinity;

    // Lifecycle

    connectedCallback() {
      this.#listeners = new AbortController();
      const { signal } = this.#listeners;
      const kind = this.#shares("presence") ? "presence" : "private";
      this.#channel = `${kind}-thread-${this.dataset.thread}`;
      document.addEventListener("live:subscribed", ({ detail }) => this.#subscribed(detail), { signal });
      document.addEventListener("live:lost", () => this.#lost(), { signal });
      document.addEventListener("live:heard", ({ detail }) => this.#heard(detail), { signal });
      document.addEventListener("message:arrived", ({ detail }) => this.#arrived(detail.item), { signal });
      document.addEventListener("composer:submitted", () => (this.#saidAt = -Infinity), { signal });
      document.addEventListener("input", ({ target }) => this.#typed(target), { signal });
      join(this.#channel);
    }

    disconnectedCallback() {
      this.#listeners.abort();
      leave(this.#channel);
    }

    // Private

    #subscribed({ channel, data }) {
      if (channel !== this.#channel) return;
      this.#joined = true;
      this.#here = new Set(data?.presence?.ids);
      this.#show();
    }

    #lost() {
      this.#joined = false;
      this.#here.clear();
      this.#typing.clear();
      this.#show();
    }

    #heard({ channel, event, data, userId }) {
      if (channel !== this.#channel) return;
      if (event === "pusher_internal:member_added") this.#here.add(data.user_id);
      else if (event === "pusher_internal:member_removed") this.#here.delete(data.user_id);
      else if (event === TYPING && this.#shares("typing")) this.#writes(userId);
      else return;
      this.#show();
    }

    /** Whose words these are the server says, not the one who sent them. */
    #writes(id) {
      clearTimeout(this.#typing.get(id));
      this.#typing.set(
        id,
        setTimeout(() => this.#stopped(id), BELIEVE_MS),
      );
    }

    #stopped(id) {
      clearTimeout(this.#typing.get(id));
      if (this.#typing.delete(id)) this.#show();
    }

    #arrived(item) {
      this.#stopped(item.firstElementChild.dataset.author);
    }

    #typed(target) {
      if (!target.matches?.(".composer__body") || !target.value.trim() || !this.#shares("typing")) return;
      const now = performance.now();
      if (!this.#joined || now - this.#saidAt < SAY_MS) return;
      this.#saidAt = now;
      whisper(this.#channel, TYPING);
    }

    #show() {
      const [words, ids] = this.#typing.size ? [this.dataset.typing, this.#typing.keys()] : [this.dataset.here, this.#here];
      const people = this.querySelector("template").content;
      const names = [...ids].map((id) => people.querySelector(`[data-member="${CSS.escape(id)}"]`)?.textContent);
      const known = names.filter(Boolean).map((name) => `\u2068${name}\u2069`);
      this.querySelector(".company").textContent = known.length ? words.replace("%", () => known.join(", ")) : "";
    }

    #shares(what) {
      return document.documentElement.dataset.shares.split(" ").includes(what);
    }
  },
);
