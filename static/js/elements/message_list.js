// The messages of the open thread. An event on its channel is only a nudge: what is shown always comes
// from the server as it renders it, by one mechanism for what just came and for what was missed.
import { announce, calm, replaceKeepingFocus, copyOf } from "../lib/dom.js";
import { Refused, postForm, meta } from "../lib/http.js";
import { Scroller } from "../lib/scroller.js";
import { changesSince, fetchMessages } from "../live/catch_up.js";
import { join, leave, reloadSignedOut } from "../live/live.js";
import { Coalesced } from "../models/coalesced.js";
import { follows, startsDay } from "../models/grouping.js";
import { place } from "../models/placement.js";

const RECONNECT_SPREAD_MS = 2_000;
const READ_MS = 500;
const AHEAD = "800px";
const ITEM = ".messages__item";
/** Says nothing that a message shows. */
const IGNORED = /^(client-|pusher|read:moved$)/;

customElements.define(
  "message-list",
  class extends HTMLElement {
    #listeners;
    #observer;
    #scroller;
    #catchUp;
    #reading;
    #loading = false;
    #wasLost = false;
    #lastRead = "";
    #unseen = 0;
    #title = document.title;
    #left = [];

    // Lifecycle

    connectedCallback() {
      this.#listeners = new AbortController();
      const { signal } = this.#listeners;
      this.#scroller = new Scroller(this, ITEM);
      this.#catchUp = new Coalesced(() => this.#asked(() => this.#ask()));
      this.#reading = new Coalesced(() => this.#asked(() => this.#markRead()), READ_MS);
      this.addEventListener("scroll", () => this.#moved(), { signal, passive: true });
      document.addEventListener("live:heard", ({ detail }) => this.#heard(detail), { signal });
      document.addEventListener("live:subscribed", ({ detail }) => this.#subscribed(detail), { signal });
      document.addEventListener("live:lost", () => (this.#wasLost = true), { signal });
      document.addEventListener("message:stored", ({ detail }) => this.#apply(detail.page), { signal });
      document.addEventListener("composer:submitted", () => this.toEnd("instant"), { signal });
      document.addEventListener("jump:asked", () => this.toEnd("smooth"), { signal });
      document.addEventListener("visibilitychange", () => this.#shown(), { signal });
      addEventListener("pageshow", ({ persisted }) => persisted && this.#shown(), { signal });
      addEventListener("focus", () => this.#moved(), { signal });
      this.#observer = new IntersectionObserver((entries) => this.#near(entries), { root: this, rootMargin: AHEAD });
      for (const more of this.querySelectorAll(".messages__more")) this.#observer.observe(more);
      this.addEventListener("click", (event) => this.#quotePressed(event), { signal });
      join(this.#channel);
      this.#dress();
      this.#moved();
    }

    disconnectedCallback() {
      this.#listeners.abort();
      this.#observer.disconnect();
      this.#catchUp.stop();
      this.#reading.stop();
      leave(this.#channel);
    }

    // Actions

    /** To the newest message; where the page stops before it, to the page that has it. */
    toEnd(behavior) {
      if (this.dataset.nextCursor) location.assign(location.pathname);
      this.#scroller.toEnd(calm() ? "instant" : behavior);
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
      const gap = this.#left.some((item) => facts(item).at > (this.#last ? facts(this.#last).at : 0));
      this.#left = [];
      if (gap && !this.dataset.nextCursor) await this.#loadNewer();
    }

    /** Trying again helps against a broken line, not against a refusal. */
    async #asked(task) {
      try {
        await task();
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
      const byId = new Map(items.map((item) => [facts(item).id, item]));
      const shown = [...this.querySelectorAll(`.messages__log ${ITEM}`)].map((item) => facts(item).id);
      const { steps, left } = place([...byId.values()].map(facts), shown, !this.dataset.prevCursor);
      this.#left = left.map(({ id }) => byId.get(id));
      this.#scroller.keep(() => {
        for (const step of steps) this.#take(step, byId.get(step.message.id), days);
      });
      this.#dress();
      this.#moved();
    }

    #take({ kind, previous }, item, days) {
      const { id, author } = facts(item);
      if (kind === "replace") return replaceKeepingFocus(this.#find(id).firstElementChild, item.firstElementChild);
      item.classList.add("messages__item--new");
      announce(this, "message:arrived", { item });
      if (kind === "first") this.#list.prepend(item);
      else this.#find(previous).after(item);
      this.#arrange(item, days);
      if (author !== meta("member")) this.#count();
    }

    /** Days and names around a message that was put in, and around the one after it. */
    #arrange(item, days) {
      for (const each of [item, next(item)]) {
        if (!each) continue;
        const above = each.previousElementSibling;
        const day = above?.dataset.day ? above : null;
        const previous = day ? day.previousElementSibling : above;
        const before = previous ? facts(previous) : null;
        const own = facts(each);
        each.classList.toggle("messages__item--follows", follows(before, own));
        if (!startsDay(before, own)) day?.remove();
        else if (!day && days.has(own.day)) each.before(days.get(own.day).cloneNode(true));
      }
    }

    /** What the server renders is the same for everybody. Which reactions are one's own is said here; and
        of all the ways to a message's menu only the newest is a stop for keys, the arrows go on from it. */
    #dress() {
      for (const button of this.#list.querySelectorAll(".reaction:not([aria-pressed])")) {
        const own = button.dataset.members.split(" ").includes(meta("member"));
        button.setAttribute("aria-pressed", String(own));
      }
      for (const more of this.#list.querySelectorAll('.message__more:not([tabindex="-1"])')) more.tabIndex = -1;
      const last = [...this.#list.querySelectorAll(".message__more")].at(-1);
      if (last) last.tabIndex = 0;
    }

    /** The original may be on the page already: then the way to it is short. */
    #quotePressed(event) {
      const quote = event.target.closest(".quote");
      if (!quote || event.ctrlKey || event.metaKey || event.shiftKey || !this.#find(quote.dataset.message)) return;
      event.preventDefault();
      location.hash = quote.hash;
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

    #near(entries) {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        const earlier = target.classList.contains("messages__more--earlier");
        this.#load(earlier ? () => this.#loadEarlier(target) : () => this.#loadNewer(target));
      }
    }

    async #load(task) {
      if (this.#loading) return;
      this.#loading = true;
      // A page that cannot be had leaves its link, which works without us.
      await task().catch(() => {});
      this.#loading = false;
    }

    async #loadEarlier(more) {
      const page = await fetchMessages(this.dataset.url, { before: this.dataset.prevCursor }, this.#listeners.signal);
      this.dataset.prevCursor = page.prevCursor;
      this.#quietly(() => {
        const first = this.#list.querySelector(ITEM);
        for (const item of this.#unknown(page.items)) {
          if (first) (startOf(first) ?? first).before(item);
          else this.#list.append(item);
          this.#arrange(item, page.days);
        }
        if (!page.prevCursor) more.replaceWith(copyOf(this, "beginning"));
      });
      this.#again(more, page.prevCursor);
    }

    async #loadNewer(more) {
      let cursor = this.#last ? facts(this.#last).id : "";
      do {
        const page = await fetchMessages(this.dataset.url, { cursor }, this.#listeners.signal);
        this.dataset.nextCursor = cursor = page.nextCursor;
        this.#quietly(() => {
          for (const item of this.#unknown(page.items)) {
            this.#list.append(item);
            this.#arrange(item, page.days);
          }
          if (!cursor) more?.remove();
        });
      } while (cursor && !more);
      if (more) this.#again(more, cursor);
    }

    /** History that is loaded is not news: it is not read out, and it moves nothing. */
    #quietly(change) {
      const log = this.querySelector(".messages__log");
      log.setAttribute("aria-live", "off");
      this.#scroller.keep(change);
      requestAnimationFrame(() => log.removeAttribute("aria-live"));
      this.#dress();
      this.#moved();
    }

    /** Observed anew, because one that stays in sight is told of only once. */
    #again(more, cursor) {
      this.#observer.unobserve(more);
      if (!cursor) return;
      const link = more.querySelector("a");
      link.search = link.search.replace(/=.*/, `=${encodeURIComponent(cursor)}`);
      this.#observer.observe(more);
    }

    #unknown(items) {
      return items.filter((item) => !this.#find(facts(item).id));
    }

    // Private: reading

    #moved() {
      const { atEnd, fromEnd } = this.#scroller;
      if (atEnd && !document.hidden) this.#unseen = 0;
      announce(this, "messages:moved", { atEnd, fromEnd, unseen: this.#unseen });
      const seen = atEnd && document.visibilityState === "visible" && document.hasFocus() && !this.dataset.nextCursor;
      if (seen && this.#last && facts(this.#last).id !== this.#lastRead) this.#reading.nudge();
    }

    async #markRead() {
      const messageId = facts(this.#last).id;
      this.#lastRead = messageId;
      await postForm(this.dataset.readUrl, new URLSearchParams({ messageId }));
    }

    // Private: finding

    get #channel() {
      return `thread-${this.dataset.thread}`;
    }

    get #list() {
      return this.querySelector(".messages__log .messages__list");
    }

    get #last() {
      return this.#list.querySelector(`${ITEM}:last-child`);
    }

    #find(id) {
      return this.#list.querySelector(`[data-id="${CSS.escape(id)}"]`)?.parentElement ?? null;
    }
  },
);

/** What the models need to know of a message in the page. */
function facts(item) {
  const { id, previous, author, day, at } = item.firstElementChild.dataset;
  return { id, previous, author, day, at: Number(at) };
}

function next(item) {
  const below = item.nextElementSibling;
  return below?.dataset.day ? below.nextElementSibling : below;
}

function startOf(item) {
  const above = item.previousElementSibling;
  return above?.dataset.day ? above : null;
}
