// pusher-js, and the library for servers, as the guide sets them up.
import Rest from "pusher";
import Pusher from "pusher-js";

const AGAIN_MS = 20;

/** A client of this home whose bearer is `token`; without one it is a stranger's. */
export function pusherJs(home, key, token, options = {}) {
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  const pusher = new Pusher(key, {
    cluster: "",
    wsHost: "127.0.0.1",
    wsPort: home.port,
    forceTLS: false,
    enabledTransports: ["ws", "wss"],
    channelAuthorization: { endpoint: `${home.url}/pusher/auth`, headers },
    userAuthentication: { endpoint: `${home.url}/pusher/user-auth`, headers },
    ...options,
  });
  pusher.end = () => pusher.disconnect();
  return pusher;
}

/** A server of the family's own, by these keys of `hearth channels`. */
export function restOf(home, { appId, key, secret }, options = {}) {
  return new Rest({ appId, key, secret, host: "127.0.0.1", port: String(home.port), useTLS: false, ...options });
}

/** The data of the next such event. */
export function next(channel, event) {
  return new Promise((done) => {
    const hear = (data) => (channel.unbind(event, hear), done(data));
    channel.bind(event, hear);
  });
}

/** The channel of this name, once it is heard. */
export async function subscribed(pusher, name) {
  const channel = pusher.subscribe(name);
  await next(channel, "pusher:subscription_succeeded");
  return channel;
}

/** Everything a channel hears, in order, as `[event, data]`. */
export function heard(channel) {
  const all = [];
  channel.bind_global((event, data) => all.push([event, data]));
  return all;
}

/** Resolves once somebody is on a channel, as the server says. */
export function occupied(rest, channel) {
  return saysOfOccupied(rest, channel, true);
}

/** Resolves once nobody is any more. */
export function vacated(rest, channel) {
  return saysOfOccupied(rest, channel, false);
}

async function saysOfOccupied(rest, channel, awaited) {
  for (;;) {
    const answer = await rest.get({ path: `/channels/${channel}` });
    if ((await answer.json()).occupied === awaited) return;
    await new Promise((done) => setTimeout(done, AGAIN_MS));
  }
}
