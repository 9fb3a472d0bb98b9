// Unmodified tus-js-client in Node: an upload goes on where it broke off, whoever broke it.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { Upload } from "tus-js-client";
import { run } from "../lib/guide.js";
import { Home } from "../lib/home.js";
import { Line } from "../lib/line.js";

const MIB = 1024 * 1024;
const TIMEOUT = { timeout: 120_000 };
/** As often as a patient person would try. */
const RETRY_MS = [0, 200, 500, 1_000, 2_000, 3_000, 5_000];

let home;
before(async () => (home = await Home.of()));
after(() => home?.close());

/** An upload that is under way; `done` is the id of the file it becomes. */
async function start(content, endpoint, options = {}) {
  const headers = { Authorization: `Bearer ${await home.token("anna")}` };
  const asked = [];
  let upload;
  const done = new Promise((onSuccess, onError) => {
    upload = new Upload(content, {
      endpoint: `${endpoint}/api/uploads`,
      headers,
      metadata: { filename: "fjord.mov" },
      retryDelays: RETRY_MS,
      onAfterResponse: (request, response) => void asked.push([request.getMethod(), response.getStatus()]),
      onSuccess: ({ lastResponse }) => onSuccess(lastResponse.getHeader("Hearth-File-Id")),
      onError,
      ...options,
    });
    upload.start();
  });
  return { upload, done, asked, headers };
}

/** Bytes of no kind that anybody knows: chance would call one in some thousands a song, which is looked at
    before it is served. */
function noise(size) {
  return Buffer.concat([Buffer.alloc(4), randomBytes(size - 4)]);
}

async function fetched(file) {
  const headers = { Authorization: `Bearer ${await home.token("anna")}` };
  const answer = await fetch(`${home.url}/files/${file}`, { headers });
  const { body } = await home.ask("anna", "GET", `/api/files/${file}/status`);
  assert.equal(answer.status, 200, JSON.stringify(body));
  return Buffer.from(await answer.arrayBuffer());
}

test("the program of the guide uploads a file, and says which it became", TIMEOUT, async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "hearth-tus-"));
  const content = noise(3 * MIB);
  await writeFile(path.join(folder, "lake.mov"), content);
  const running = await run("api.md", "upload.js", {
    HEARTH: home.url,
    TOKEN: await home.token("anna"),
    FILE: path.join(folder, "lake.mov"),
  });
  try {
    await running.printed("uploaded lake.mov");
    const file = running.lines.find((line) => line.startsWith("file ")).slice(5);
    assert.ok((await fetched(file)).equals(content));
  } finally {
    running.end();
    await rm(folder, { recursive: true });
  }
});

test("an upload whose line breaks goes on by itself and sends hardly anything twice", TIMEOUT, async () => {
  const content = noise(24 * MIB);
  const line = await Line.to(home.port);
  line.breaks = [8 * MIB, 16 * MIB];
  const { done, asked } = await start(content, line.url);
  const file = await done;
  const { sent } = line;
  await line.close();
  assert.deepEqual(line.breaks, [], "it broke twice");
  assert.ok((await fetched(file)).equals(content));
  assert.ok(asked.some(([method, status]) => method === "HEAD" && status === 200), "it asked how far it was");
  // What was on the way when the line broke is sent again, and no more.
  assert.ok(sent < content.length * 1.5, `${sent} bytes for ${content.length}`);
});

test("an upload survives a server that is killed in the middle of it", TIMEOUT, async () => {
  const content = noise(40 * MIB);
  const line = await Line.to(home.port);
  // Reports of progress come late: where the machine is quick, when all of it has been sent.
  const killed = line.silent(24 * MIB).then(() => home.kill()).then(() => home.serve());
  const offsets = [];
  const { done } = await start(content, line.url, {
    onBeforeRequest: (request) => {
      if (request.getMethod() === "PATCH") offsets.push(Number(request.getHeader("Upload-Offset")));
    },
  });
  const file = await done;
  await killed;
  await line.close();
  assert.ok(offsets.length >= 2, "it was never interrupted");
  assert.ok(offsets.at(-1) >= 8 * MIB, `all but ${offsets.at(-1)} bytes were lost`);
  assert.ok((await fetched(file)).equals(content));
});

test("small pieces, one after the other, with a restart in between", TIMEOUT, async () => {
  const content = noise(5 * MIB + 7);
  let restarted = null;
  const { done } = await start(content, home.url, {
    chunkSize: MIB,
    onChunkComplete: (_, accepted) => {
      if (accepted >= 2 * MIB) restarted ??= home.stop().then(() => home.serve());
    },
  });
  const file = await done;
  await restarted;
  assert.ok((await fetched(file)).equals(content));
});

test("an upload that is given up leaves nothing, and nobody else gets near one", TIMEOUT, async () => {
  const { upload, done } = await start(noise(100), home.url);
  const file = await done;
  assert.equal((await home.ask("ben", "GET", new URL(upload.url).pathname)).status, 404);
  await Upload.terminate(upload.url, { headers: { Authorization: `Bearer ${await home.token("anna")}` } });
  assert.equal((await home.ask("anna", "GET", `/api/files/${file}/status`)).status, 404);
});
