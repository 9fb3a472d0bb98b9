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
const PREVIEW = /^image\//;
/** What stands before the cursor while somebody looks for a person; as `begins` in domain/messages/mentions.rs. */
const MENTION = /(^|[^\p{L}\p{N}@/])@[^\n@]{0,40}$/u;

customElements.define(
  "message-composer",
  class extends HTMLElement {
    #listeners;
    #outbox;
    #files = [];
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
      this.#input.addEventListener("change", () => this.#chosen(), { signal });
      this.querySelector(".composer__files").addEventListener("click", (event) => this.#removed(event), { signal });
      this.querySelector(".composer__emoji").addEventListener("click", (event) => this.#pick(event), { signal });
      this.addEventListener("context:shown", () => this.#turned(), { signal });
      this.addEventListener("edit:begun", ({ detail }) => this.#editBegun(detail), { signal });
      this.addEventListener("edit:ended", () => this.#editEnded(), { signal });
      document.addEventListener("delivery:retried", ({ detail }) => this.#outbox.retry(detail.key), { signal });
      document.addEventListener("delivery:discarded", ({ detail }) => this.#outbox.discard(detail.key), { signal });
      document.addEventListener("live:connected", () => this.#outbox.resume(), { signal });
      addEventListener("online", () => this.#outbox.resume(), { signal });
      addEventListener("pagehide", () => this.#keepDraft(), { signal });
      addEventListener("beforeunload", (event) => isSafe() || event.preventDefault(), { signal });
      this.#restoreDraft();
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
      const body = this.#body.value.trim();
      if (this.#context.editing) return this.#context.save(body);
      if (!body && this.#files.length === 0) return this.#body.focus();
      const reply = this.#context.reply ?? this.#awaited;
      const entry = { key: this.#key.value || uuid(), body, files: this.#files, reply };
      Object.assign(entry, { member: meta("member"), thread: this.dataset.thread, url: this.#form.action });
      this.#context.close?.();
      this.#awaited = null;
      this.#key.value = uuid();
      this.#body.value = "";
      this.#files = [];
      this.querySelector(".composer__problem")?.remove();
      this.#showFiles();
      this.#typed();
      this.#keepDraft();
      const lying = this.#outbox.add(entry);
      const submitted = () => announce(this, "composer:submitted", { key: entry.key });
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
      if (event.key === "Escape") this.#context.close?.();
      if (event.target !== this.#body) return;
      if (event.key === "ArrowUp" && !this.#body.value && this.#files.length === 0 && !this.#context.isOpen) {
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
      this.#aside = { body: this.#body.value, files: this.#files };
      this.#write(body, []);
    }

    #editEnded() {
      this.#write(this.#aside.body, this.#aside.files);
      this.#aside = null;
    }

    #write(body, files) {
      this.#body.value = body;
      this.#files = files;
      this.#showFiles();
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

    #chosen() {
      this.#files.push(...this.#input.files);
      this.#input.value = "";
      this.#showFiles();
      this.#body.focus();
    }

    #removed({ target }) {
      if (!target.closest(".chosen__remove")) return;
      const chips = [...this.querySelectorAll(".chosen")];
      this.#files.splice(chips.indexOf(target.closest(".chosen")), 1);
      this.#showFiles();
      this.#body.focus();
    }

    #showFiles() {
      const list = this.querySelector(".composer__files");
      for (const image of list.querySelectorAll("img")) URL.revokeObjectURL(image.src);
      list.replaceChildren(...this.#files.map((file) => this.#chip(file)));
      list.hidden = this.#files.length === 0;
    }

    #chip(file) {
      const chip = copyOf(this, "chosen");
      chip.querySelector(".chosen__name").textContent = file.name;
      if (PREVIEW.test(file.type)) {
        const image = chip.querySelector("img");
        image.src = URL.createObjectURL(file);
        image.hidden = false;
      }
      return chip;
    }

    // Private: the draft, kept per member, thread and device

    #keepDraft() {
      clearTimeout(this.#draftTimer);
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

    get #input() {
      return this.querySelector(".composer__input");
    }

    get #key() {
      return this.querySelector("[name='idempotencyKey']");
    }
  },
);
