// The messages of the open thread. An event on its channel is only a nudge: what is shown always comes
// from the server as it renders it, by one mechanism for what just came and for what was missed.
import { announce, calm, replaceKeepingFocus } from "../lib/dom.js";
import { Refused, postForm, meta } from "../lib/http.js";
import { ITEM, MessageWindow, facts } from "../lib/message_window.js";
import { Pager } from "../lib/pager.js";
import { Places } from "../lib/places.js";
import { Scroller } from "../lib/scroller.js";
import { changesSince, fetchMessages } from "../live/catch_up.js";
import { join, leave, reloadSignedOut } from "../live/live.js";
import { Coalesced } from "../models/coalesced.js";
import { place } from "../models/placement.js";

const RECONNECT_SPREAD_MS = 2_000;
const READ_MS = 500;
/** Messages in the page: before there are more than the most, those farthest away go until so many are left. */
const MOST = 300;
const KEPT = 200;
/** Screens. More is loaded before the reader is that near to an edge; what is taken away is farther. */
const NEAR = 2;
const FAR = 4;
const MORE = ".message__more";
const FROM_START = "messages--from-start";
/** Says nothing that a message shows. */
const IGNORED = /^(client-|pusher|read:moved$)/;

customElements.define(
  "message-list",
  class extends HTMLElement {
    #listeners;
    #window;
    #scroller;
    #places;
    #pagers;
    #catchUp;
    #reading;
    #wasLost = false;
    #readAt = 0;
    /** The newest of the thread, shown or not, as far as is known. */
    #newest;
    /** How many newer ones came that are not shown. */
    #beyond = 0;
    #unseen = 0;
    #opening = 0;
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
      this.#newest = this.dataset.newest || this.#lastId;
      const firstNew = this.querySelector("[data-line]");
      this.#line = firstNew && { id: facts(firstNew).id, words: firstNew.dataset.line };
      this.#turn();
      this.#scroller = new Scroller(this, ITEM, Boolean(this.dataset.nextCursor));
      this.#pagers = [
        this.#pager("earlier", () => this.#scroller.fromStart, () => this.#loadEarlier()),
        this.#pager("newer", () => this.#scroller.fromEnd, () => this.#loadNewer()),
      ];
      this.#catchUp = new Coalesced(() => this.#asked(() => this.#ask()));
      this.#reading = new Coalesced(() => this.#asked(() => this.#markRead()), READ_MS);
      this.addEventListener("scroll", () => this.#moved(), { signal, passive: true });
      this.addEventListener("click", (event) => this.#pressed(event), { signal });
      const on = (name, act) => document.addEventListener(name, act, { signal });
      on("live:heard", ({ detail }) => this.#heard(detail));
      on("live:subscribed", ({ detail }) => this.#subscribed(detail));
      on("live:lost", () => (this.#wasLost = true));
      on("live:connected", () => this.#hurry());
      on("message:stored", ({ detail }) => this.#apply(detail.page));
      on("composer:submitted", () => this.toEnd("instant"));
      on("jump:asked", () => this.toEnd("smooth"));
      on("visibilitychange", () => this.#shown());
      addEventListener("online", () => this.#hurry(), { signal });
      addEventListener("pageshow", ({ persisted }) => persisted && this.#shown(), { signal });
      addEventListener("focus", () => this.#moved(), { signal });
      join(this.#channel);
      this.#dress(this.#window.items);
      this.#places = new Places(() => this.#place, (place) => this.#goBack(place), signal);
      this.#moved();
    }

    disconnectedCallback() {
      this.#listeners.abort();
      this.#scroller.stop();
      for (const each of [...this.#pagers, this.#catchUp, this.#reading]) each.stop();
      leave(this.#channel);
    }

    // Actions

    /** To the newest message, also where what is shown stops before it. */
    async toEnd(behavior) {
      this.#places.leaveAddress();
      const isThere = !this.dataset.nextCursor;
      // When the newest cannot be had, the way there is gone page by page as the line allows.
      if (!isThere) await this.#open({}).catch(() => {});
      this.#scroller.toEnd(isThere && !calm() ? behavior : "instant");
      this.#moved();
    }

    /** To a message, wherever it is in the thread. False if something else was asked for meanwhile. */
    async toMessage(id, top) {
      if (!this.#window.find(id) && !(await this.#open({ around: id }))) return false;
      const item = this.#window.find(id);
      if (item && top !== undefined) this.#scroller.put(item, top);
      return Boolean(item);
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
      this.#catchUp.nudge(this.#wasLost ? Math.random() * RECONNECT_SPREAD_MS : 0);
      this.#wasLost = false;
    }

    #shown() {
      if (document.visibilityState !== "visible") return;
      document.title = this.#title;
      this.#catchUp.nudge();
      this.#moved();
    }

    async #ask() {
      await changesSince(this.dataset.url, this.dataset.changeCursor, this.#listeners.signal, (page) => {
        this.dataset.changeCursor = page.changeCursor;
        this.#apply({ ...page, items: [...this.#left, ...page.items] });
      });
      const { last } = this.#window;
      const hasGap = this.#left.some((item) => facts(item).at > (last ? facts(last).at : 0));
      this.#left = [];
      if (hasGap && !this.dataset.nextCursor) this.#scroller.keep(() => this.#point(this.dataset.prevCursor, this.#lastId));
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
      this.#bound(items.length);
      const byId = new Map(items.map((item) => [facts(item).id, item]));
      const shown = this.#window.items.map((item) => facts(item).id);
      const placed = place([...byId.values()].map(facts), shown, !this.dataset.prevCursor, this.#newest);
      this.#left = placed.left.map(({ id }) => byId.get(id));
      this.#newest = placed.newest;
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
      if (kind === "beyond") this.#beyond += 1;
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

    // Private: older and newer pages

    #pager(end, distance, load) {
      return new Pager(this.querySelector(`.messages__more--${end}`), () => distance() < NEAR * this.clientHeight, load);
    }

    #hurry() {
      for (const pager of this.#pagers) pager.hurry();
    }

    #fetch(query) {
      return this.#asked(() => fetchMessages(this.dataset.url, query, this.#listeners.signal));
    }

    async #loadEarlier() {
      const { prevCursor } = this.dataset;
      const page = await this.#fetch({ before: prevCursor });
      // Meanwhile something else may be shown.
      if (prevCursor !== this.dataset.prevCursor) return;
      this.#quietly(page, () => {
        this.#window.addBefore(page);
        this.#point(page.prevCursor, this.dataset.nextCursor);
      });
    }

    async #loadNewer() {
      const { nextCursor } = this.dataset;
      const beyond = this.#beyond;
      const page = await this.#fetch({ cursor: nextCursor });
      if (nextCursor !== this.dataset.nextCursor) return;
      this.#quietly(page, () => {
        this.#window.addAfter(page);
        this.#point(this.dataset.prevCursor, this.#nextOf(page, beyond));
      });
    }

    /** Another part of the thread takes the place of what is shown. False if yet another was asked for. */
    async #open(query) {
      const opening = ++this.#opening;
      const beyond = this.#beyond;
      const page = await this.#fetch(query);
      if (opening !== this.#opening) return false;
      this.#quietly(page, () => {
        this.#window.replace(page);
        this.#point(page.prevCursor, this.#nextOf(page, beyond));
      });
      return true;
    }

    /** From where newer ones go on: nowhere, if the page reached the end and nothing came since it was
        asked for. */
    #nextOf(page, beyond) {
      if (page.nextCursor || beyond !== this.#beyond) return this.#lastId;
      this.#newest = this.#lastId;
      return "";
    }

    /** History that is loaded is not news: it is not read out, and it moves nothing. */
    #quietly(page, change) {
      const log = this.querySelector(".messages__log");
      log.setAttribute("aria-live", "off");
      this.#dress(page.items);
      this.#bound(page.items.length);
      this.#change(change);
      requestAnimationFrame(() => log.removeAttribute("aria-live"));
      this.#moved();
    }

    /** What the reader sees stays, and so does the focus, at least nearby. */
    #change(change) {
      const hadFocus = this.contains(document.activeElement);
      this.#scroller.keep(change);
      if (hadFocus && !this.contains(document.activeElement)) this.focus({ preventScroll: true });
    }

    /** Makes room: takes away what is far from the reader; it can be loaded again. */
    #bound(coming) {
      const { items } = this.#window;
      if (items.length + coming <= MOST) return;
      const { fromStart, fromEnd } = this.#scroller;
      const atStart = fromStart > fromEnd;
      const { top, bottom } = this.getBoundingClientRect();
      const isNear = (count) =>
        atStart
          ? top - items[count].getBoundingClientRect().bottom < FAR * this.clientHeight
          : items.at(-1 - count).getBoundingClientRect().top - bottom < FAR * this.clientHeight;
      let count = Math.max(0, items.length - KEPT);
      while (count > 0 && isNear(count)) count -= 1;
      if (count < 1) return;
      this.#change(() => {
        if (atStart) this.#window.trimStart(count);
        else this.#window.trimEnd(count);
        const { prevCursor, nextCursor } = this.dataset;
        if (atStart) this.#point(facts(this.#window.first).id, nextCursor);
        else this.#point(prevCursor, this.#lastId);
      });
    }

    #point(prevCursor, nextCursor) {
      Object.assign(this.dataset, { prevCursor, nextCursor });
      this.#scroller.isPartial = Boolean(nextCursor);
      const [earlier, newer] = this.#pagers;
      earlier.point(prevCursor);
      newer.point(nextCursor);
      this.querySelector(".messages__beginning").inert = Boolean(prevCursor);
    }

    // Private: ways through the thread

    #pressed(event) {
      const summary = event.target.closest("summary");
      if (summary) this.#scroller.hold(summary.closest(ITEM), summary.parentElement.open);
      const link = event.target.closest(".quote[href], .messages__more a");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      if (link.matches(".quote")) this.#follow(link);
      else if (link.search) this.#hurry();
      else this.toEnd("instant");
    }

    async #follow(quote) {
      this.#places.keep();
      try {
        if (await this.toMessage(quote.dataset.message)) this.#places.visit(quote);
      } catch (error) {
        announce(this, "notice:due", { part: "failed", words: error.detail });
      }
    }

    /** Nothing can be done about a place that is gone. */
    async #goBack(place) {
      if (place) await this.toMessage(place.id, place.top).catch(() => {});
      else await this.toEnd("instant");
    }

    get #place() {
      if (this.#scroller.atEnd) return null;
      const { item, top } = this.#scroller.place;
      return item && { id: facts(item).id, top };
    }

    // Private: reading

    #moved() {
      this.#scroller.note();
      for (const pager of this.#pagers) pager.nudge();
      this.#keepStop();
      this.#places?.touch();
      const { atEnd, fromEnd } = this.#scroller;
      if (atEnd && !document.hidden) this.#unseen = 0;
      const isPartial = Boolean(this.dataset.nextCursor);
      announce(this, "messages:moved", { atEnd, fromEnd: isPartial ? Infinity : fromEnd, unseen: this.#unseen });
      if (document.visibilityState === "visible" && document.hasFocus()) this.#reading.nudge();
    }

    /** Up to the last message in sight; the server only ever goes forward. */
    async #markRead() {
      const last = this.#scroller.lastVisible;
      const { id: messageId, at } = last ? facts(last) : {};
      if (!(at > this.#readAt)) return;
      this.#readAt = at;
      await postForm(this.dataset.readUrl, new URLSearchParams({ messageId }));
    }

    // Private: finding

    get #channel() {
      return `thread-${this.dataset.thread}`;
    }

    get #lastId() {
      const { last } = this.#window;
      return last ? facts(last).id : "";
    }
  },
);

function markNew(item, words) {
  item.classList.add("messages__item--first-new");
  item.dataset.line = words;
}
