// Shows what comes on one live channel as it comes, by a connection of its own, and tells an event without
// leaving the page. Without it the form for telling works by itself.
import { copyOf } from "../lib/dom.js";
import { meta, postForm } from "../lib/http.js";
import { Connection } from "../live/connection.js";
import { EventLog } from "./event_log.js";

class EventViewer extends HTMLElement {
  #log = new EventLog();
  #listening = null;
  #connection = null;
  #channel = "";
  #shown = new Map();
  #frame = 0;

  // Lifecycle

  connectedCallback() {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    const on = (part, event, act) => this.#part(part).addEventListener(event, act, { signal });
    on("listen", "submit", (event) => this.listen(event));
    on("pause", "click", () => this.pause());
    on("clear", "click", () => this.clear());
    on("tell", "submit", (event) => this.tell(event));
    this.#part("needs").hidden = true;
    this.#part("listen").hidden = false;
  }

  disconnectedCallback() {
    this.#listening.abort();
    this.#connection?.stop();
    this.#connection = null;
    cancelAnimationFrame(this.#frame);
  }

  // Actions

  listen(event) {
    event.preventDefault();
    const channel = this.#part("listen").elements.channel.value.trim();
    if (!channel) return;
    this.#connection ??= this.#connect();
    if (this.#channel && this.#channel !== channel) this.#connection.unsubscribe(this.#channel);
    this.#say(this.#connection.connected && this.#channel === channel ? "listening" : "connecting", channel);
    this.#channel = channel;
    this.#connection.subscribe(channel);
    this.#connection.open();
  }

  pause() {
    if (this.#log.paused) this.#log.resume();
    else this.#log.pause();
    this.#part("pause").setAttribute("aria-pressed", String(this.#log.paused));
    if (this.#log.paused) this.#say("paused", 0);
    else if (this.#channel) this.#say("listening", this.#channel);
    this.#showSoon();
  }

  clear() {
    this.#log.clear();
    this.#showSoon();
  }

  async tell(event) {
    const form = event.target;
    event.preventDefault();
    try {
      await postForm(form.action, new URLSearchParams(new FormData(form)));
      // What was told may have been heard sooner than answered; how many wait is the newer word then.
      const { waiting } = this.#log;
      this.#say(waiting ? "paused" : "told", waiting);
    } catch {
      // The page that answers says what is wrong.
      form.submit();
    }
  }

  // Private

  #connect() {
    const url = new URL(this.dataset.live, location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    const connection = new Connection(url.href, { authorise, Socket: tapped((text) => this.#hear(text)) });
    const { signal } = this.#listening;
    const on = (name, act) => connection.addEventListener(name, ({ detail }) => act(detail), { signal });
    on("subscribed", ({ channel }) => channel === this.#channel && this.#say("listening", channel));
    on("denied", ({ channel }) => {
      if (channel !== this.#channel) return;
      this.#say("denied", channel);
      // It may be asked for again by hand; by itself it would be refused again with each connection.
      connection.unsubscribe(channel);
      this.#channel = "";
    });
    on("lost", () => this.#say("lost"));
    return connection;
  }

  #hear(text) {
    if (this.#log.hear(text, new Date())) this.#showSoon();
    else if (this.#log.paused) this.#say("paused", this.#log.waiting);
  }

  /** However much comes, it is shown once for each picture on the screen. */
  #showSoon() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#show();
    });
  }

  #show() {
    const list = this.#part("heard");
    const { entries } = this.#log;
    list.hidden = entries.length === 0;
    const shown = new Map(entries.map((entry) => [entry, this.#shown.get(entry) ?? this.#itemOf(entry)]));
    for (const [entry, item] of this.#shown) if (!shown.has(entry)) item.remove();
    // The newest on top, where it is seen without scrolling.
    for (const [entry, item] of shown) if (!this.#shown.has(entry)) list.prepend(item);
    this.#shown = shown;
  }

  #itemOf({ event, channel, data, userId, at }) {
    const item = copyOf(this, "event");
    const put = (part, text) => (item.querySelector(`[data-part="${part}"]`).textContent = text);
    put("name", event);
    put("channel", userId ? `${channel} · ${userId}` : channel);
    put("time", at.toLocaleTimeString(document.documentElement.lang, { hourCycle: "h23" }));
    put("data", data);
    item.querySelector("time").dateTime = at.toISOString();
    item.querySelector("pre").hidden = data === "";
    return item;
  }

  #say(what, word = "") {
    this.#part("status").textContent = this.#part("status").dataset[what].replace("%", word);
  }

  #part(name) {
    return this.querySelector(`[data-part="${name}"]`);
  }
}

/** Sockets that let somebody read along: frames as they are, also those whose data is no JSON. */
function tapped(hear) {
  return class extends WebSocket {
    constructor(url) {
      super(url);
      this.addEventListener("message", ({ data }) => hear(data));
    }
  };
}

async function authorise(socketId, channel) {
  const form = new URLSearchParams({ socket_id: socketId, channel_name: channel });
  return JSON.parse(await postForm(`${meta("base")}/pusher/auth`, form));
}

customElements.define("event-viewer", EventViewer);
