// Has a passkey made or shown: its form, sent, begins the ceremony with the server, lets the browser ask its
// person, and takes the answer back. Until it is here its place is empty; without it nothing else is missing.
import { ask, HEADERS, Refused } from "../lib/http.js";
import { awaitAnswer } from "../live/live.js";

/** Before the server forgets what it asked, which is after five minutes. */
const RENEW_MS = 4 * 60 * 1000;
/** What browsers call it, and what it is in the words of the page. */
const PROBLEMS = { InvalidStateError: "already", NotAllowedError: "cancelled", AbortError: "cancelled" };

customElements.define(
  "passkey-ceremony",
  class extends HTMLElement {
    #listeners;
    #renewal;
    /** The question that stands open, if one does. */
    #asking = new AbortController();
    #isPressed = false;

    // Lifecycle

    connectedCallback() {
      this.#listeners = new AbortController();
      const isAble = "parseCreationOptionsFromJSON" in (globalThis.PublicKeyCredential ?? {});
      // On the way in, a browser that cannot is one that need not know; in the settings it is told.
      if (!isAble && !this.#makes) return;
      this.dataset.ready = isAble ? "able" : "unable";
      if (!isAble) return this.#complain("unable");
      this.addEventListener("submit", (event) => this.#pressed(event), { signal: this.#listeners.signal });
      if ("autofill" in this.dataset) this.#offer();
    }

    disconnectedCallback() {
      this.#listeners.abort();
      this.#asking.abort();
      clearInterval(this.#renewal);
    }

    // Actions

    async #pressed(event) {
      event.preventDefault();
      if (this.#isPressed) return;
      this.#isPressed = true;
      this.#complain("");
      try {
        await this.#answer(await this.#ask({}));
      } catch (error) {
        this.#explain(error);
      } finally {
        this.#isPressed = false;
      }
      this.#wait();
    }

    /** Passkeys among what the browser offers to fill in, for as long as the page is open. */
    async #offer() {
      if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
      this.#renewal = setInterval(() => document.visibilityState === "visible" && this.#wait(), RENEW_MS);
      this.#wait();
    }

    async #wait() {
      if (!this.#renewal || this.#isPressed) return;
      // Nobody has asked for anything yet, so nobody is told that it did not work.
      const given = await this.#ask({ mediation: "conditional" }).catch(() => null);
      if (given) await this.#answer(given).catch((error) => this.#explain(error));
    }

    // Private

    get #form() {
      return this.querySelector("form");
    }

    get #makes() {
      return "makes" in this.dataset;
    }

    /** Asks the server what to ask, and then the browser; a question that still stands open is withdrawn. */
    async #ask(how) {
      this.#asking.abort();
      this.#asking = new AbortController();
      const { signal } = this.#asking;
      const { ceremony, options } = await postJson(this.dataset.begin, {}, signal);
      const { credentials } = navigator;
      const credential = this.#makes
        ? await credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options), signal })
        : await credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options), signal, ...how });
      return { ceremony, credential: credential.toJSON() };
    }

    async #answer(given) {
      awaitAnswer();
      const { to } = await postJson(this.#form.action, { ...Object.fromEntries(new FormData(this.#form)), ...given });
      location.assign(to);
    }

    #explain(error) {
      if (!(error instanceof Refused)) return this.#complain(PROBLEMS[error.name] ?? "unreachable");
      const isElsewhere = error.code === "UNAUTHENTICATED" || error.code === "forbidden";
      // Signed out meanwhile, or too long ago shown that it is they: the page itself says what to do.
      if (isElsewhere) return location.reload();
      if (error.status === 429) return this.#complain("busy");
      if (error.status >= 500) return this.#complain("unreachable");
      this.#complain(error.status === 409 ? "expired" : "refused");
    }

    #complain(problem) {
      const words = problem && this.querySelector(`template[data-problem="${problem}"]`);
      this.querySelector(".passkey__problem").textContent = words ? words.content.textContent : "";
    }
  },
);

/** Posts JSON and returns the answer's. */
async function postJson(url, value, signal) {
  const headers = { ...HEADERS, "content-type": "application/json" };
  return JSON.parse(await ask(url, { method: "POST", headers, body: JSON.stringify(value), signal }));
}
