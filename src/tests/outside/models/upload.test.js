import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { upload } from "../../../../static/js/rare/upload.js";
import * as time from "../lib/time.js";

const KIB = 1024;
const ENDPOINT = "/api/uploads";

/** A server that keeps uploads as Hearth does; `troubles` are what happens instead, one for each request. */
class Server {
  uploads = new Map();
  asked = [];
  troubles = [];
  received = 0;
  #made = 0;

  ask = async (method, url, { headers, body, progressed } = {}) => {
    this.asked.push(method);
    const trouble = this.troubles.shift()?.(this, method);
    if (trouble?.breaksAfter !== undefined) {
      this.#take(url, body, trouble.breaksAfter);
      throw new TypeError("line down");
    }
    if (trouble?.status) return answer(trouble.status, {}, trouble);
    if (method === "POST") {
      const place = `${ENDPOINT}/${++this.#made}`;
      this.uploads.set(place, { bytes: Buffer.alloc(0), length: Number(headers["upload-length"]), name: headers["upload-metadata"] });
      return answer(201, { location: place });
    }
    const found = this.uploads.get(url);
    if (!found) return answer(404);
    if (method === "PATCH") {
      if (Number(headers["upload-offset"]) !== found.bytes.length) return answer(409);
      progressed?.(body.size);
      await this.#take(url, body, body.size);
    }
    const done = found.bytes.length === found.length ? { "hearth-file-id": `file of ${url}` } : {};
    const status = method === "PATCH" ? 204 : 200;
    return answer(status, { "upload-offset": found.bytes.length, "upload-length": found.length, ...done });
  };

  async #take(url, body, count) {
    const found = this.uploads.get(url);
    const bytes = Buffer.from(await body.slice(0, count).arrayBuffer());
    found.bytes = Buffer.concat([found.bytes, bytes]);
    this.received += bytes.length;
  }
}

function answer(status, headers = {}, { code = "", detail = "" } = {}) {
  return { status, header: (name) => headers[name] ?? null, code, detail };
}

const bytes = Buffer.from(Array.from({ length: 5_000 * KIB }, (_, at) => at % 251));
const content = new Blob([bytes]);

function send(server, options = {}) {
  return upload({
    content,
    name: "lake ü.mov",
    endpoint: ENDPOINT,
    ask: server.ask,
    placed: () => {},
    progressed: () => {},
    refusal: ({ status, code }) => Object.assign(new Error(code), { status }),
    ...options,
  });
}

beforeEach(() => time.stop());

test("a file goes up in pieces that grow, whole and under its name", async () => {
  const server = new Server();
  const seen = [];
  const id = await send(server, { progressed: (at) => seen.push(at) });
  assert.equal(id, "file of /api/uploads/1");
  const { bytes: kept, name } = server.uploads.get("/api/uploads/1");
  assert.ok(kept.equals(bytes));
  assert.equal(Buffer.from(name.split(" ")[1], "base64").toString(), "lake ü.mov");
  assert.deepEqual(server.asked, ["POST", "PATCH", "PATCH", "PATCH"]);
  assert.deepEqual([seen[0], seen.at(-1)], [0, content.size]);
  assert.deepEqual(seen, [...seen].sort((one, other) => one - other));
});

test("after a broken line it goes on from what has come, and sends nothing twice", async () => {
  const server = new Server();
  let place = null;
  const placed = (url) => (place = url);
  server.troubles = [null, null, () => ({ breaksAfter: 300 * KIB })].map((each) => each ?? (() => null));
  await assert.rejects(send(server, { placed }), TypeError);
  assert.equal(server.uploads.get(place).bytes.length, 1_324 * KIB);
  await send(server, { place });
  assert.ok(server.uploads.get(place).bytes.equals(bytes));
  assert.equal(server.received, content.size);
  assert.equal(server.asked.filter((method) => method === "POST").length, 1);
});

test("what the server put away, or keeps of another file, begins anew", async () => {
  for (const status of [404, 410]) {
    const server = new Server();
    server.troubles = [() => ({ status })];
    const places = [];
    await send(server, { place: "/api/uploads/old", placed: (url) => places.push(url) });
    assert.deepEqual(places, ["/api/uploads/1"]);
    assert.ok(server.uploads.get("/api/uploads/1").bytes.equals(bytes));
  }
  const server = new Server();
  server.uploads.set("/api/uploads/old", { bytes: Buffer.alloc(7), length: 70 });
  await send(server, { place: "/api/uploads/old" });
  assert.ok(server.uploads.get("/api/uploads/1").bytes.equals(bytes));
});

test("where the server stands elsewhere it is asked where, and gone in the middle begins anew", async () => {
  const server = new Server();
  server.troubles = [() => null, () => ({ status: 409 })];
  await send(server);
  assert.deepEqual(server.asked.slice(0, 4), ["POST", "PATCH", "HEAD", "PATCH"]);
  assert.ok(server.uploads.get("/api/uploads/1").bytes.equals(bytes));
  const other = new Server();
  other.troubles = [() => null, () => null, (self) => void self.uploads.clear()];
  assert.equal(await send(other), "file of /api/uploads/2");
  const never = new Server();
  never.troubles = Array(20).fill((self) => void self.uploads.clear());
  await assert.rejects(send(never), /lost_again/);
});

test("what has all come is not sent again", async () => {
  const server = new Server();
  let place = null;
  const id = await send(server, { placed: (url) => (place = url) });
  assert.equal(await send(server, { place }), id);
  assert.equal(server.received, content.size);
});

test("a refusal is told as it is, before a byte has gone up", async () => {
  for (const status of [413, 507]) {
    const server = new Server();
    server.troubles = [() => ({ status, code: "no" })];
    await assert.rejects(send(server), { status, message: "no" });
    assert.equal(server.received, 0);
  }
});

test("pieces become smaller on a slow line", async () => {
  const server = new Server();
  const sizes = [];
  const ask = async (method, url, options) => {
    if (method === "PATCH") sizes.push(options.body.size);
    time.tick(method === "PATCH" ? 10_000 : 0);
    return server.ask(method, url, options);
  };
  await send(server, { ask });
  assert.deepEqual(sizes.slice(0, 4), [1_024 * KIB, 512 * KIB, 256 * KIB, 256 * KIB]);
});
