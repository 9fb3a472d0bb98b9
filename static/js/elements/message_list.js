// The messages of the open thread. An event on its channel is only a nudge: what is shown always comes
// from the server as it renders it, by one mechanism for what just came and for what was missed.
import { announce, calm, replaceKeepingFocus } from "../lib/dom.js";
import { Refused, postForm, meta } from "../lib/http.js";
import { ITEM, MessageWindow, facts } from "../lib/message_window.js";
import { rare } from "../lib/rare.js";
import { Scroller } from "../lib/scroller.js";
import { changesSince, fetchMessages } from "../live/catch_up.js";
import { join, leave, reloadSignedOut } from "../live/live.js";
import { Coalesced } from "../models/coalesced.js";
import { place } from "../models/placement.js";

const RECONNECT_SPREAD_MS = 2_000;
const READ_MS = 500;
/** More in the page, or less than so many screens above the reader, and the rest of the thread is needed. */
const MANY = 200;
const NEAR = 3;
const MORE = ".message__more";
const FROM_START = "messages--from-start";
const RETURNING = "messages--returning";
/** Says nothing that a message shows. */
const IGNORED = /^(client-|pusher|read:moved$)/;

customElements.define(
  "message-list",
  class extends HTMLElement {
    #listeners;
    #window;
    #scroller;
    /** The rest of the thread, once it is needed. */
    #history = null;
    #fetched = null;
    #fetching;
    #catchUp;
    #reading;
    #wasLost = false;
    #readAt = 0;
    /** The newest of the thread, shown or not, as far as is known; how many newer ones came unshown. */
    #known = { newest: "", beyond: 0 };
    #unseen = 0;
    #stop = null;
    /** The line above what was new when the page was opened. */
    #line;
    #title = document.title;
    #left = [];

    // Lifecycle

    connectedCallback() {
      this.#listeners = new AbortController();
      const { signal } = this.#listeners;
      this.#window = new MessageWindow(this.querySelector(".messages__log .messages__list"));
      this.#known.newest = this.dataset.newest || this.#window.lastId;
      const firstNew = this.querySelector("[data-line]");
      this.#line = firstNew && { id: facts(firstNew).id, words: firstNew.dataset.line };
      this.#turn();
      // A few long ones, in large letters on a telephone, may be more than fits above the end.
      if (firstNew) this.scrollTop += Math.min(0, firstNew.getBoundingClientRect().top - this.getBoundingClientRect().top);
      this.#scroller = new Scroller(this, ITEM, Boolean(this.dataset.nextCursor));
      this.#fetching = new Coalesced(() => this.#rest());
      this.#catchUp = new Coalesced(() => this.#asked(() => this.#ask()));
      this.#reading = new Coalesced(() => this.#asked(() => this.#markRead()), READ_MS);
      this.addEventListener("scroll", () => this.#moved(), { signal, passive: true });
      this.addEventListener("click", (event) => this.#pressed(event), { signal });
      const on = (name, act) => document.addEventListener(name, act, { signal });
      on("live:heard", ({ detail }) => this.#heard(detail));
      on("live:subscribed", ({ detail }) => this.#subscribed(detail));
      on("live:lost", () => (this.#wasLost = true));
      on("live:connected", () => this.#history?.hurry());
      on("message:stored", ({ detail }) => {
        this.#apply(detail.page);
        if (this.#left.length) this.#catchUp.hurry();
      });
      on("composer:submitted", () => this.toEnd("instant"));
      on("jump:asked", () => this.toEnd("smooth"));
      on("visibilitychange", () => this.#shown());
      addEventListener("online", () => this.#history?.hurry(), { signal });
      addEventListener("pageshow", ({ persisted }) => persisted && this.#shown(), { signal });
      addEventListener("focus", () => this.#moved(), { signal });
      join(this.#channel);
      this.#dress(this.#window.items);
      if (history.state?.place) this.#return();
      this.#moved();
    }

    disconnectedCallback() {
      this.#listeners.abort();
      this.#scroller.stop();
      for (const each of [this.#fetching, this.#catchUp, this.#reading]) each.stop();
      leave(this.#channel);
    }

    // Actions

    /** To the newest message, also where what is shown stops before it. */
    async toEnd(behavior) {
      // The address leads to a message no longer.
      if (location.search || location.hash) history.replaceState({ place: null }, "", location.pathname);
      const isThere = !this.dataset.nextCursor;
      if (!isThere) await this.#rest().then((rest) => rest.openNewest(), () => {});
      this.#scroller.toEnd(isThere && !calm() ? behavior : "instant");
      this.#moved();
    }

    /** The chat is called otherwise from now on; how much is new stays in front of it. */
    rename(title) {
      document.title = document.title.replace(this.#title, () => title);
      this.#title = title;
    }

    /** Without us the list stands on its end, which is how it opens at the newest; browsers keep the
        place of a reader only in one that stands on its beginning. */
    #turn() {
      if (this.classList.contains(FROM_START)) return;
      const fromEnd = -this.scrollTop;
      this.classList.add(FROM_START);
      this.scrollTop = this.scrollHeight - this.clientHeight - fromEnd;
    }

    // Private: hearing

    #heard({ channel, event }) {
      if (channel === this.#channel && !IGNORED.test(event)) this.#catchUp.nudge();
    }

    /** Only now is nothing missed any more; what came between the page and this moment is asked for. */
    #subscribed({ channel }) {
      if (channel !== this.#channel) return;
      this.#catchUp.hurry(this.#wasLost ? Math.random() * RECONNECT_SPREAD_MS : 0);
      this.#wasLost = false;
    }

    #shown() {
      if (document.hidden) return;
      document.title = this.#title;
      this.#catchUp.nudge();
      this.#moved();
    }

    async #ask() {
      await changesSince(this.dataset.url, this.dataset.changeCursor, this.#listeners.signal, (page) => {
        this.dataset.changeCursor = page.changeCursor;
        this.#apply(page);
      });
      const last = this.#window.items.at(-1);
      const beyond = this.#left.findLast((item) => facts(item).at > (last ? facts(last).at : 0));
      this.#left = [];
      if (!beyond) return;
      this.#known.beyond += 1;
      if (this.dataset.nextCursor) return;
      // What is shown stops before the newest now: what follows comes with the next page, and only with it.
      this.#known.newest = facts(beyond).id;
      (await this.#rest()).point(this.dataset.prevCursor, this.#window.lastId);
    }

    /** Trying again helps against a broken line, not against a refusal. */
    async #asked(task) {
      try {
        return await task();
      } catch (error) {
        if (error instanceof Refused && !error.passing) {
          error.final = true;
          if (error.status === 401) reloadSignedOut();
        }
        throw error;
      }
    }

    // Private: showing

    /** Puts changed messages where they belong; what is outside the window is left for later pages. */
    #apply({ items, days, today }) {
      this.#turnDay(today);
      this.#dress(items);
      this.#history?.bound(items.length);
      const byId = new Map([...this.#left, ...items].map((item) => [facts(item).id, item]));
      const shown = this.#window.items.map((item) => facts(item).id);
      const placed = place([...byId.values()].map(facts), shown, !this.dataset.prevCursor, this.#known.newest);
      this.#left = placed.left.map(({ id }) => byId.get(id));
      this.#known.newest = placed.newest;
      this.#scroller.keep(() => {
        for (const step of placed.steps) this.#take(step, byId.get(step.message.id), days);
      });
      this.#moved();
    }

    #take({ kind, previous }, item, days) {
      const { id, author } = facts(item);
      if (kind === "replace") return replaceKeepingFocus(this.#window.find(id).firstElementChild, item.firstElementChild);
      item.classList.add("messages__item--new");
      announce(this, "message:arrived", { item });
      // What is shown may have reached the end, but the page that is asked for brings this one.
      if (kind === "beyond" || this.dataset.nextCursor) this.#known.beyond += 1;
      else this.#window.add(item, previous, days);
      if (author !== meta("member")) this.#count();
    }

    /** What the server renders is the same for everybody. Which reactions are one's own is said here; and
        of all the ways to a message's menu only one is a stop for keys, the arrows go on from it. */
    #dress(items) {
      const own = meta("member");
      for (const item of items) {
        for (const button of item.querySelectorAll(".reaction")) {
          button.setAttribute("aria-pressed", String(button.dataset.members.split(" ").includes(own)));
        }
        for (const more of item.querySelectorAll(MORE)) more.tabIndex = -1;
        if (facts(item).id === this.#line?.id) markNew(item, this.#line.words);
      }
    }

    /** The newest in the page is that one. */
    #keepStop() {
      const stop = this.#window.items.findLast((item) => item.querySelector(MORE))?.querySelector(MORE);
      if (stop === this.#stop) return;
      if (this.#stop) this.#stop.tabIndex = -1;
      if (stop) stop.tabIndex = 0;
      this.#stop = stop;
    }

    /** After midnight "today" is another day: the older labels fall back to their dates. */
    #turnDay(today) {
      if (!today || today === this.dataset.today) return;
      this.dataset.today = today;
      for (const time of this.querySelectorAll(".messages__date time")) time.textContent = time.dataset.full;
    }

    #count() {
      if (!this.#scroller.atEnd || document.hidden) this.#unseen += 1;
      if (document.hidden) document.title = `(${this.#unseen}) ${this.#title}`;
    }

    // Private: the rest of the thread

    #rest() {
      this.#fetched ??= this.#fetchRest().catch((error) => {
        this.#fetched = null;
        throw error;
      });
      return this.#fetched;
    }

    async #fetchRest() {
      const { ThreadHistory } = await rare("thread_history");
      const { signal } = this.#listeners;
      this.#history = new ThreadHistory(this, {
        window: this.#window,
        scroller: this.#scroller,
        known: this.#known,
        fetch: (query) => this.#asked(() => fetchMessages(this.dataset.url, query, signal)),
        quietly: (page, change) => this.#quietly(page, change),
        signal,
      });
      this.#moved();
      return this.#history;
    }

    get #needsRest() {
      const { fromStart, atEnd } = this.#scroller;
      const isNear = this.dataset.prevCursor && fromStart < NEAR * this.clientHeight;
      return !this.#history && (isNear || !atEnd || this.#window.items.length > MANY);
    }

    /** To where the reader was when they left this page; not by way of where it opens. */
    async #return() {
      this.classList.add(RETURNING);
      await this.#rest()
        .then((rest) => rest.found)
        .catch(() => {});
      this.classList.remove(RETURNING);
    }

    #pressed(event) {
      const summary = event.target.closest("summary");
      if (summary) this.#scroller.hold(summary.closest(ITEM), summary.parentElement.open);
      const link = event.target.closest(".quote[href], .messages__more a");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.#rest().then((rest) => rest.follow(link), () => location.assign(link.href));
    }

    /** History that is loaded is not news: it is not read out, and it moves nothing. */
    #quietly(page, change) {
      const log = this.querySelector(".messages__log");
      log.setAttribute("aria-live", "off");
      this.#dress(page.items);
      // The focus stays too, at least nearby.
      const hadFocus = this.contains(document.activeElement);
      this.#scroller.keep(change);
      if (hadFocus && !this.contains(document.activeElement)) this.focus({ preventScroll: true });
      requestAnimationFrame(() => log.removeAttribute("aria-live"));
      this.#moved();
    }

    // Private: reading

    #moved() {
      this.#scroller.note();
      this.#history?.moved();
      if (this.#needsRest) this.#fetching.nudge();
      this.#keepStop();
      const { atEnd, fromEnd } = this.#scroller;
      if (atEnd && !document.hidden) this.#unseen = 0;
      const isPartial = Boolean(this.dataset.nextCursor);
      announce(this, "messages:moved", { atEnd, fromEnd: isPartial ? Infinity : fromEnd, unseen: this.#unseen });
      if (!document.hidden && document.hasFocus()) this.#reading.nudge();
    }

    /** Up to the last message in sight; the server only ever goes forward. */
    async #markRead() {
      const last = this.#scroller.lastVisible;
      const { id: messageId, at } = last ? facts(last) : {};
      // Tried again later, it may be in a window that nobody looks at.
      if (!messageId || !(at > this.#readAt) || document.hidden) return;
      await postForm(this.dataset.readUrl, new URLSearchParams({ messageId }));
      this.#readAt = at;
    }

    // Private: finding

    get #channel() {
      return `thread-${this.dataset.thread}`;
    }
  },
);

function markNew(item, words) {
  item.classList.add("messages__item--first-new");
  item.dataset.line = words;
}
