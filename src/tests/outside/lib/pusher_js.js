// pusher-js as the guide sets it up.
import Pusher from "pusher-js";

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

/** The data of the next such event. */
export function next(channel, event) {
  return new Promise((done) => {
    const hear = (data) => (channel.unbind(event, hear), done(data));
    channel.bind(event, hear);
  });
}
