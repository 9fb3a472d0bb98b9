// Writing and sending. The form works without this; with it a message is shown at once, sent in order,
// tried again when the line returns, and never doubled, because its key stays the same.
import { announce, copyOf, uuid } from "../lib/dom.js";
import { parseFragment } from "../lib/fragment.js";
import { Refused, meta, postForm } from "../lib/http.js";
import { parts } from "../live/catch_up.js";
import { reloadSignedOut } from "../live/live.js";
import { Outbox } from "../models/outbox.js";

const DRAFT_MS = 300;
const PREVIEW = /^image\//;

customElements.define(
  "message-composer",
  class extends HTMLElement {
    #listeners;
    #outbox;
    #files = [];
    #draftTimer = null;
    /** What was being written before an edit began, to go on with afterwards. */
    #aside = null;
    #saving = false;

    // Lifecycle

    connectedCallback() {
      this.#listeners = new AbortController();
      const { signal } = this.#listeners;
      this.#outbox = new Outbox(
        (entry) => this.#send(entry),
        (entry, result) => announce(this, "composer:changed", { entry, result }),
      );
      this.addEventListener("submit", (event) => this.#submitted(event), { signal });
      this.addEventListener("keydown", (event) => this.#pressed(event), { signal });
      this.#body.addEventListener("input", () => this.#typed(), { signal });
      this.#input.addEventListener("change", () => this.#chosen(), { signal });
      this.querySelector(".composer__files").addEventListener("click", (event) => this.#removed(event), { signal });
      this.addEventListener("context:shown", () => this.#body.focus(), { signal });
      this.addEventListener("edit:begun", ({ detail }) => this.#editBegun(detail), { signal });
      this.addEventListener("edit:ended", () => this.#editEnded(), { signal });
      document.addEventListener("delivery:retried", ({ detail }) => this.#outbox.retry(detail.key), { signal });
      document.addEventListener("delivery:discarded", ({ detail }) => this.#outbox.discard(detail.key), { signal });
      document.addEventListener("live:connected", () => this.#outbox.resume(), { signal });
      addEventListener("online", () => this.#outbox.resume(), { signal });
      addEventListener("pagehide", () => this.#keepDraft(), { signal });
      addEventListener("beforeunload", (event) => this.#outbox.isEmpty || event.preventDefault(), { signal });
      this.#restoreDraft();
    }

    disconnectedCallback() {
      this.#listeners.abort();
      clearTimeout(this.#draftTimer);
    }

    // Actions

    /** Takes what is written and chosen, shows it, sends it. */
    submit() {
      const body = this.#body.value.trim();
      if (this.#context.editing) return this.#save(this.#context.editing, body);
      if (!body && this.#files.length === 0) return this.#body.focus();
      const entry = { key: this.#key.value || uuid(), body, files: this.#files, reply: this.#context.reply };
      this.#context.close();
      this.#key.value = uuid();
      this.#body.value = "";
      this.#files = [];
      this.querySelector(".composer__problem")?.remove();
      this.#showFiles();
      this.#typed();
      this.#keepDraft();
      this.#outbox.add(entry);
      announce(this, "composer:submitted", { key: entry.key });
    }

    // Private

    #submitted(event) {
      event.preventDefault();
      this.submit();
    }

    #pressed(event) {
      if (event.key === "Escape") this.#context.close();
      const empty = event.target === this.#body && !this.#body.value && this.#files.length === 0;
      if (event.key === "ArrowUp" && empty && !this.#context.isOpen) {
        event.preventDefault();
        return announce(this, "edit:asked");
      }
      const sends = event.key === "Enter" && !event.shiftKey && !event.isComposing && event.target === this.#body;
      if (!sends || matchMedia("(pointer: coarse)").matches) return;
      event.preventDefault();
      this.#form.requestSubmit();
    }

    async #send({ key, body, files, reply }) {
      const form = new FormData();
      form.set("idempotencyKey", key);
      form.set("body", body);
      if (reply) form.set("replyTo", reply.id);
      for (const file of files) form.append("files", file, file.name);
      try {
        return await postForm(this.#form.action, form);
      } catch (error) {
        // Signed out meanwhile: what was written waits as a draft on the other side of sign-in.
        if (error instanceof Refused && error.status === 401) this.#signedOut(body);
        throw error;
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

    async #save(url, body) {
      if (this.#saving) return;
      this.#saving = true;
      try {
        const html = await postForm(url, new URLSearchParams({ body }));
        announce(this, "message:stored", { page: parts(parseFragment(html)) });
        this.#context.close();
      } catch (error) {
        announce(this, "notice:due", { part: "failed", words: error.detail });
      }
      this.#saving = false;
    }

    // Private: what is written and chosen

    #signedOut(body) {
      this.#body.value = [body, this.#body.value].filter(Boolean).join("\n");
      this.#keepDraft();
      reloadSignedOut();
    }

    #typed() {
      clearTimeout(this.#draftTimer);
      this.#draftTimer = setTimeout(() => this.#keepDraft(), DRAFT_MS);
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
      try {
        const body = this.#aside ? this.#aside.body : this.#body.value;
        if (body) localStorage.setItem(this.#draftName, body);
        else localStorage.removeItem(this.#draftName);
      } catch {
        // Storage may be full or switched off; a draft is a comfort, not a promise.
      }
    }

    #restoreDraft() {
      try {
        this.#body.value ||= localStorage.getItem(this.#draftName) ?? "";
      } catch {
        return;
      }
      this.#typed();
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
