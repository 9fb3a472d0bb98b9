// A small client of the Pusher Channels protocol, version 7. Knows nothing of threads or pages.
//
// Events it sends: "connected", "lost", "refused" {code}, "subscribed" {channel, data}, "denied" {channel, status},
// "event" {channel, event, data, userId}.
import { delayAfterClose } from "../models/backoff.js";

const VERSION = "1.0.0";
const PONG_MS = 30_000;
const PROBE_MS = 5_000;
const HELLO_MS = 15_000;
const LONGEST_SILENCE_MS = 120_000;
/** A connection that lasted this long starts counting attempts anew. */
const LASTING_MS = 10_000;

export class Connection extends EventTarget {
  #url;
  #authorise;
  #Socket;
  #socket = null;
  #socketId = "";
  #channels = new Set();
  #attempt = 0;
  #connectedAt = 0;
  #silenceMs = LONGEST_SILENCE_MS;
  #timer = null;
  #stopped = false;

  /** `authorise(socketId, channel)` resolves to what signs a private or presence channel. */
  constructor(url, { authorise, Socket = WebSocket } = {}) {
    super();
    this.#url = `${url}?protocol=7&client=hearth&version=${VERSION}`;
    this.#authorise = authorise;
    this.#Socket = Socket;
  }

  get connected() {
    return this.#socketId !== "";
  }

  /** Opens, or opens now instead of later. */
  open() {
    if (this.#socket || this.#stopped) return;
    clearTimeout(this.#timer);
    const socket = new this.#Socket(this.#url);
    this.#socket = socket;
    socket.onmessage = ({ data }) => socket === this.#socket && this.#hear(data);
    socket.onclose = ({ code }) => socket === this.#socket && this.#closed(code);
    this.#timer = setTimeout(() => this.#giveUp(), HELLO_MS);
  }

  /** Closes for good. */
  stop() {
    this.#stopped = true;
    this.#drop();
  }

  /** The line went away: says so at once instead of waiting for silence. */
  suspend() {
    if (!this.#socket) return;
    this.#drop();
    this.#tell("lost");
  }

  /** Asks whether the line is still there, as after a sleep. */
  probe() {
    if (!this.connected) return this.open();
    this.#ping(PROBE_MS);
  }

  subscribe(channel) {
    if (this.#channels.has(channel)) return;
    this.#channels.add(channel);
    if (this.connected) this.#join(channel);
  }

  unsubscribe(channel) {
    if (this.#channels.delete(channel) && this.connected) this.#say("pusher:unsubscribe", { channel });
  }

  /** Says something to the others in a private or presence channel, if the line is there. */
  whisper(channel, event, data = {}) {
    if (this.connected && this.#channels.has(channel)) this.#say(event, data, channel);
  }

  #hear(text) {
    const { event, channel, data, user_id: userId } = read(text);
    if (this.connected) this.#rest();
    switch (event) {
      case "pusher:connection_established":
        return this.#established(data);
      case "pusher:ping":
        return this.#say("pusher:pong", {});
      case "pusher:pong":
        return;
      case "pusher_internal:subscription_succeeded":
        return this.#tell("subscribed", { channel, data });
      case "pusher:subscription_error":
        return this.#tell("denied", { channel, status: data?.status ?? 0 });
      default:
        if (channel && event) this.#tell("event", { channel, event, data, userId });
    }
  }

  #established({ socket_id: socketId = "", activity_timeout: seconds } = {}) {
    this.#socketId = socketId;
    this.#silenceMs = Math.min(LONGEST_SILENCE_MS, seconds * 1_000 || LONGEST_SILENCE_MS);
    this.#connectedAt = Date.now();
    this.#rest();
    this.#tell("connected");
    for (const channel of this.#channels) this.#join(channel);
  }

  async #join(channel) {
    const socketId = this.#socketId;
    let signed = {};
    if (/^(private|presence)-/.test(channel)) {
      try {
        signed = await this.#authorise(socketId, channel);
      } catch (error) {
        // A socket that is gone gets no signature; the next one asks for itself.
        if (socketId === this.#socketId) this.#tell("denied", { channel, status: error.status ?? 0 });
        return;
      }
    }
    // Meanwhile the socket may have been replaced: the signature is for the old one.
    if (socketId === this.#socketId && this.#channels.has(channel)) this.#say("pusher:subscribe", { channel, ...signed });
  }

  #closed(code) {
    const wasConnected = this.connected;
    const lasted = wasConnected && Date.now() - this.#connectedAt > LASTING_MS;
    this.#attempt = lasted ? 0 : this.#attempt;
    const delay = delayAfterClose(code, this.#attempt++);
    this.#drop();
    this.#tell("lost");
    if (delay === null) {
      this.#stopped = true;
      this.#tell("refused", { code });
    } else if (!this.#stopped) {
      this.#timer = setTimeout(() => this.open(), delay);
    }
  }

  /** Silence for too long: asks, and takes no answer for a lost line. */
  #rest() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ping(PONG_MS), this.#silenceMs);
  }

  #ping(patienceMs) {
    clearTimeout(this.#timer);
    this.#say("pusher:ping", {});
    this.#timer = setTimeout(() => this.#giveUp(), patienceMs);
  }

  #giveUp() {
    this.#closed(4201);
  }

  #drop() {
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = null;
    this.#socketId = "";
    socket?.close();
  }

  #say(event, data, channel) {
    if (this.#socket?.readyState === 1) this.#socket.send(JSON.stringify({ event, data, channel }));
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** A frame; `data` is a JSON string inside it, or an object. What is no frame is nothing. */
function read(text) {
  try {
    const frame = JSON.parse(text);
    if (typeof frame.data === "string") frame.data = JSON.parse(frame.data);
    return frame ?? {};
  } catch {
    return {};
  }
}
