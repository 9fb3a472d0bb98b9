// One room in Express and Socket.IO, as plain as it gets: what Hearth's live channels are measured against.
// Prints the port it listens on. POST /send takes the JSON list of what to say, each to everybody.
import { createServer } from "node:http";
import express from "express";
import { Server } from "socket.io";

const app = express();
const http = createServer(app);
// The clients of the benchmark answer no pings; nothing runs as long as this.
const io = new Server(http, { serveClient: false, pingInterval: 600_000 });

io.on("connection", (socket) => socket.on("join", (room, done) => done(socket.join(room))));

app.post("/send", express.json({ limit: "1mb" }), (request, response) => {
  for (const data of request.body) io.to("room").emit("message:new", data);
  response.json({});
});

http.listen(0, "127.0.0.1", () => console.log(http.address().port));
