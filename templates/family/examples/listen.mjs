import Pusher from "pusher-js";

const server = new URL("ADDRESS");
const headers = { Authorization: "Bearer TOKEN" };
const pusher = new Pusher("KEY", {
  cluster: "",
  wsHost: server.hostname,
  wsPort: server.port || 80,
  wssPort: server.port || 443,
  wsPath: server.pathname.replace(/\/$/, ""),
  forceTLS: server.protocol === "https:",
  enabledTransports: ["ws", "wss"],
  channelAuthorization: { endpoint: "ADDRESS/pusher/auth", headers },
});
pusher
  .subscribe("private-thread-THREAD")
  .bind("message:new", ({ message }) => console.log(message.author.name, message.body));
