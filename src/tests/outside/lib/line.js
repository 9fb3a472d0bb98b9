// A line to a Hearth that can be cut: bytes pass both ways until somebody pulls the plug.
import net from "node:net";

export class Line {
  #server;
  #sockets = new Set();
  #silence = null;
  /** How many bytes went to the server, over all connections. */
  sent = 0;
  /** After how many of them it breaks by itself, in rising order. */
  breaks = [];

  static async to(port) {
    const line = new Line();
    line.#server = net.createServer((near) => line.#join(near, net.connect(port, "127.0.0.1")));
    await new Promise((done) => line.#server.listen(0, "127.0.0.1", done));
    return line;
  }

  get url() {
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  /** As a tunnel ends a conversation: nobody says goodbye. */
  cut() {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** After so many bytes the connection that brings them is silent until somebody ends it; resolves then. */
  silent(at) {
    return new Promise((then) => (this.#silence = { at, then }));
  }

  async close() {
    this.cut();
    await new Promise((done) => this.#server.close(done));
  }

  #join(near, far) {
    near.on("data", (bytes) => this.#count(near, bytes.length));
    for (const [one, other] of [
      [near, far],
      [far, near],
    ]) {
      this.#sockets.add(one);
      one.on("error", () => {}).on("close", () => (this.#sockets.delete(one), other.destroy()));
      one.pipe(other);
    }
  }

  #count(near, bytes) {
    this.sent += bytes;
    if (this.sent >= this.#silence?.at) {
      near.unpipe().pause();
      this.#silence.then();
      this.#silence = null;
    }
    if (this.sent < this.breaks[0]) return;
    if (this.breaks.shift()) this.cut();
  }
}
