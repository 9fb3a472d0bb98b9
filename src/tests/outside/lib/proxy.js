// A proxy in front of a Hearth that was never told of WebSockets: pages pass, upgrades do not.
import http from "node:http";

export class Proxy {
  #server;
  #target;
  #manner;
  /** How many upgrades were asked for. */
  upgrades = 0;
  /** Addresses of what passed. */
  passed = [];

  /** `manner` is what becomes of an upgrade: "refuse", "swallow" or "pass". */
  static async before(target, manner) {
    const proxy = new Proxy();
    proxy.#target = new URL(target);
    proxy.#manner = manner;
    proxy.#server = http.createServer((request, response) => proxy.#pass(request, response));
    proxy.#server.on("upgrade", (request, socket, head) => proxy.#upgrade(request, socket, head));
    await new Promise((done) => proxy.#server.listen(0, "127.0.0.1", done));
    return proxy;
  }

  get url() {
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  /** From now on upgrades pass, as after somebody mended the proxy. */
  mend() {
    this.#manner = "pass";
  }

  async close() {
    this.#server.closeAllConnections?.();
    await new Promise((done) => this.#server.close(done));
  }

  #ask(request) {
    const { hostname, port } = this.#target;
    return http.request({ hostname, port, method: request.method, path: request.url, headers: request.headers });
  }

  #pass(request, response) {
    this.passed.push(request.url);
    const asked = this.#ask(request);
    asked.on("response", (answer) => {
      response.writeHead(answer.statusCode, answer.rawHeaders);
      answer.pipe(response);
    });
    asked.on("error", () => response.writeHead(502).end());
    request.pipe(asked);
  }

  #upgrade(request, socket, head) {
    this.upgrades += 1;
    socket.on("error", () => {});
    if (this.#manner === "refuse") return socket.end("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    if (this.#manner === "swallow") return;
    const asked = this.#ask(request);
    asked.on("upgrade", (answer, far, rest) => {
      const lines = [`HTTP/1.1 101 ${answer.statusMessage}`];
      for (let at = 0; at < answer.rawHeaders.length; at += 2) lines.push(`${answer.rawHeaders[at]}: ${answer.rawHeaders[at + 1]}`);
      socket.write(`${lines.join("\r\n")}\r\n\r\n`);
      if (head.length > 0) far.write(head);
      if (rest.length > 0) socket.write(rest);
      far.on("error", () => socket.destroy());
      far.on("close", () => socket.destroy());
      socket.on("close", () => far.destroy());
      far.pipe(socket).pipe(far);
    });
    asked.on("error", () => socket.destroy());
    asked.end();
  }
}
