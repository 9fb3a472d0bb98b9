// Writing and sending. The form works without this; with it a message is shown at once, sent in order,
// tried again when the line returns, and never doubled, because its key stays the same.
import { announce, copyOf, uuid } from "../lib/dom.js";
import { meta } from "../lib/http.js";
import { keep, kept } from "../lib/kept.js";
import { rare } from "../lib/rare.js";
import { outboxOf } from "../live/delivery.js";
import { isSafe } from "../live/shelf.js";
import { sends } from "../models/sending.js";

const DRAFT_MS = 300;
/** What stands before the cursor while somebody looks for a person; as `begins` in domain/messages/mentions.rs. */
const MENTION = /(^|[^\p{L}\p{N}@/])@[^\n@]{0,40}$/u;

customElements.define(
  "message-composer",
  class extends HTMLElement {
    #listeners;
    #outbox;
    /** What was chosen, once something was; and the choice that is still being looked at. */
    #tray = null;
    #offering = null;
    #draftTimer = null;
    /** What was being written before an edit began, to go on with afterwards. */
    #aside = null;
    #mentions = null;
    /** What the draft answers, until that can be shown. */
    #awaited = null;

    // Lifecycle

    connectedCallback() {
      this.#listeners = new AbortController();
      const { signal } = this.#listeners;
      this.#outbox = outboxOf(this.dataset.thread, (entry, result) =>
        announce(this, "composer:changed", { entry, result }),
      );
      this.addEventListener("submit", (event) => this.#submitted(event), { signal });
      this.addEventListener("keydown", (event) => this.#pressed(event), { signal });
      this.#body.addEventListener("input", () => this.#typed(), { signal });
      this.addEventListener("change", ({ target }) => target.files && this.#chosen(target), { signal });
      this.querySelector(".composer__emoji").addEventListener("click", (event) => this.#pick(event), { signal });
      // Before it is needed: what takes files in has to be there when some are pasted or dropped, and also
      // where the line is down by then.
      for (const sign of ["focusin", "keydown", "dragenter"]) {
        document.addEventListener(sign, () => rare("file_tray").catch(() => {}), { signal, once: true });
      }
      this.addEventListener("files:offered", ({ detail }) => this.#offered(detail), { signal });
      this.addEventListener("context:shown", () => this.#turned(), { signal });
      this.addEventListener("edit:begun", ({ detail }) => this.#editBegun(detail), { signal });
      this.addEventListener("edit:ended", () => this.#editEnded(), { signal });
      document.addEventListener("delivery:retried", ({ detail }) => this.#outbox.retry(detail.key), { signal });
      document.addEventListener("delivery:discarded", ({ detail }) => this.#outbox.discard(detail.key), { signal });
      document.addEventListener("live:connected", () => this.#outbox.resume(), { signal });
      addEventListener("online", () => this.#outbox.resume(), { signal });
      // Only what was written here: another window may have written on since.
      addEventListener("pagehide", () => this.#draftTimer && this.#keepDraft(), { signal });
      addEventListener("beforeunload", (event) => isSafe() || event.preventDefault(), { signal });
      this.#restoreDraft();
      // What was chosen before this had come would not be seen, and not be sent.
      for (const input of this.querySelectorAll("[type='file']")) if (input.files.length) this.#chosen(input);
      // After the modules: the bubbles need the element that shows them.
      queueMicrotask(() => this.#outbox.open());
    }

    disconnectedCallback() {
      this.#listeners.abort();
      clearTimeout(this.#draftTimer);
    }

    // Actions

    /** Takes what is written and chosen, shows it, sends it. */
    submit() {
      if (this.#offering) return this.#offering.then(() => this.submit());
      const body = this.#body.value.trim();
      if (this.#context.editing) return this.#context.save(body);
      if (!body && !this.#tray?.count) return this.#body.focus();
      const reply = this.#context.reply ?? this.#awaited;
      const first = { key: this.#key.value || uuid(), body, reply };
      // More files than a message holds are several: the first one says the words.
      const entries = (this.#tray?.take() ?? [{ files: [] }]).map((parcel, at) => ({
        ...(at ? { key: uuid(), body: "" } : first),
        ...parcel,
        member: meta("member"),
        thread: this.dataset.thread,
        url: this.#form.action,
      }));
      this.#context.close?.();
      this.#awaited = null;
      this.#key.value = uuid();
      this.#body.value = "";
      this.querySelector(".composer__problem")?.remove();
      this.#typed();
      this.#keepDraft();
      const lying = Promise.all(entries.map((entry) => this.#outbox.add(entry)));
      const submitted = () => announce(this, "composer:submitted", { key: first.key });
      // A page that stops before the newest message is left for the one that has it.
      if (document.querySelector("message-list")?.dataset.nextCursor) lying.then(submitted);
      else submitted();
    }

    // Private

    #submitted(event) {
      // What the server shows as answered goes the plain way until the page knows of it.
      if (!this.#context.close && this.querySelector(".context")) return;
      event.preventDefault();
      this.submit();
    }

    #pressed(event) {
      if (event.key === "Escape") {
        this.#context.close?.();
        this.#typed();
      }
      if (event.target !== this.#body) return;
      if (event.key === "ArrowUp" && !this.#body.value && !this.#tray?.count && !this.#context.isOpen) {
        event.preventDefault();
        return announce(this, "edit:asked");
      }
      const isTouch = matchMedia("(pointer: coarse)").matches;
      if (!sends(event, { isTouch, isLine: document.documentElement.dataset.enter === "line" })) return;
      event.preventDefault();
      this.#form.requestSubmit();
    }

    // Private: people and emoji, which are fetched when they are first wanted

    #seek() {
      if (this.#mentions || !MENTION.test(this.#body.value.slice(0, this.#body.selectionStart))) return;
      this.#mentions = rare("mention_picker").then(
        ({ attach }) => attach(this, this.#body),
        () => (this.#mentions = null),
      );
    }

    async #pick({ currentTarget }) {
      try {
        const { pickInto } = await rare("emoji_picker");
        await pickInto(this.#body, currentTarget);
      } catch {
        announce(this, "notice:due", { part: "failed" });
      }
    }

    // Private: other words for a message

    #editBegun({ body }) {
      this.#aside = { body: this.#body.value };
      this.#write(body);
    }

    #editEnded() {
      this.#write(this.#aside.body);
      this.#aside = null;
    }

    #write(body) {
      this.#body.value = body;
      this.#typed();
      this.#body.focus();
    }

    // Private: what is written and chosen

    #turned() {
      this.#body.focus();
      this.#typed();
    }

    #typed() {
      clearTimeout(this.#draftTimer);
      this.#draftTimer = setTimeout(() => this.#keepDraft(), DRAFT_MS);
      this.#seek();
      if (CSS.supports("field-sizing", "content")) return;
      this.#body.style.blockSize = "auto";
      this.#body.style.blockSize = `${this.#body.scrollHeight}px`;
    }

    #chosen(input) {
      this.#offered({ files: input.files });
      input.value = "";
    }

    /** What is chosen here, or comes from elsewhere in the page; that may want to be sent at once. */
    async #offered({ files, send }) {
      const all = [...files];
      if (this.#context.editing || !all.length) return;
      // One after the other: of two that ask for a module at once, the second may have it first.
      const offering = Promise.all([rare("file_tray"), this.#offering])
        .then(([{ trayOf }]) => (this.#tray = trayOf(this)).add(all))
        .catch(() => announce(this, "notice:due", { part: "failed" }));
      this.#offering = offering;
      await offering;
      if (this.#offering === offering) this.#offering = null;
      if (send) this.submit();
      else this.#body.focus();
    }

    // Private: the draft, kept per member, thread and device

    #keepDraft() {
      this.#draftTimer = clearTimeout(this.#draftTimer);
      const body = this.#aside ? this.#aside.body : this.#body.value;
      const reply = this.#context.waiting ?? this.#awaited;
      keep(this.#draftName, (body || reply) && { body, reply });
    }

    #restoreDraft() {
      const { body, reply } = kept(this.#draftName) ?? {};
      this.#body.value ||= body ?? "";
      if (reply && !this.querySelector(".context")) this.#restoreReply(reply);
      this.#typed();
    }

    async #restoreReply(reply) {
      this.#awaited = reply;
      // It goes along even if it cannot be shown.
      await rare("message_menu").catch(() => {});
      if (!this.#awaited || !this.#context.restore) return;
      this.#awaited = null;
      if (!this.#context.isOpen) this.#context.restore(reply);
    }

    get #draftName() {
      return `hearth:draft:${meta("member")}:${this.dataset.thread}`;
    }

    get #context() {
      return this.querySelector("composer-context");
    }

    get #form() {
      return this.querySelector("form");
    }

    get #body() {
      return this.querySelector(".composer__body");
    }

    get #key() {
      return this.querySelector("[name='idempotencyKey']");
    }
  },
);
