// A Hearth in a fresh folder: founds families, starts and kills the real program, speaks JSON to it.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const REPOSITORY = fileURLToPath(new URL("../../../..", import.meta.url));
const BUILT = path.resolve(REPOSITORY, process.env.CARGO_TARGET_DIR ?? "target", "debug/hearth");
const PROGRAM = process.env.HEARTH_PROGRAM ?? BUILT;
const GREETING = /^Hearth is listening on (http:\/\/127\.0\.0\.1:(\d+))$/;
const SETUP = /^Set up at (\S+)$/;

/** What everybody in these tests signs in with. */
export const PASSWORD = "seven warm chestnuts";

export class Home {
  #folder;
  #settings;
  #server = null;
  #port = 0;
  #tokens = new Map();

  /** Ids of members by user name. */
  members = {};
  /** Where the browser sets up, while there is no family. */
  setupLink = null;

  constructor(folder, settings) {
    this.#folder = folder;
    this.#settings = settings;
  }

  /** An empty folder; nothing runs yet. */
  static async empty(settings = {}) {
    return new Home(await mkdtemp(path.join(tmpdir(), "hearth-outside-")), settings);
  }

  /** A running server with a family: Anna (admin), Ben, and whoever `more` names as `{ username: name }`. */
  static async of(more = {}, settings = {}) {
    const home = await Home.empty(settings);
    await home.found();
    for (const [username, name] of Object.entries({ ben: "Ben", ...more })) await home.add(username, name);
    await home.serve();
    return home;
  }

  get url() {
    return `http://127.0.0.1:${this.#port}`;
  }

  get port() {
    return this.#port;
  }

  get data() {
    return path.join(this.#folder, "data");
  }

  /** Runs a command; its standard output, or an error that holds everything it said. */
  async run(args, { input = "" } = {}) {
    const child = this.#spawn(args, ["pipe", "pipe", "pipe"]);
    child.stdin.on("error", () => {}).end(input);
    const [output, complaint, code] = await Promise.all([text(child.stdout), text(child.stderr), ended(child)]);
    if (code !== 0) throw new Error(`hearth ${args.join(" ")} ended with ${code}: ${complaint}${output}`);
    return output.trim();
  }

  async found({ family = "Chestnut", name = "Anna", username = "anna" } = {}) {
    const args = ["setup", "--family", family, "--name", name, "--username", username, "--password-stdin"];
    this.members[username] = JSON.parse(await this.run(args, { input: `${PASSWORD}\n` })).memberId;
  }

  async add(username, name, role = "adult") {
    const args = ["member", "add", "--name", name, "--username", username, "--role", role, "--password-stdin"];
    this.members[username] = JSON.parse(await this.run(args, { input: `${PASSWORD}\n` })).id;
    return this.members[username];
  }

  async token(username) {
    if (!this.#tokens.has(username)) {
      this.#tokens.set(username, await this.run(["token", "create", "--username", username, "--label", "outside"]));
    }
    return this.#tokens.get(username);
  }

  /** Starts the server, again on the port it had before. */
  async serve() {
    const listen = `127.0.0.1:${this.#port}`;
    this.#server = this.#spawn(["serve", "--listen", listen], ["ignore", "pipe", "inherit"]);
    const lines = createInterface({ input: this.#server.stdout });
    this.setupLink = null;
    await new Promise((ready, failed) => {
      lines.on("line", (line) => {
        const greeting = GREETING.exec(line);
        if (greeting) this.#port = Number(greeting[2]);
        this.setupLink = SETUP.exec(line)?.[1] ?? this.setupLink;
        if (greeting) ready();
      });
      lines.on("close", () => failed(new Error("the server ended before it was ready")));
    });
  }

  /** As a power cut ends it: it cannot say goodbye to anybody. */
  async kill() {
    await this.#end("SIGKILL");
  }

  /** As a service manager ends it. */
  async stop() {
    return this.#end("SIGTERM");
  }

  /** Ends everything and leaves nothing behind. */
  async close() {
    await this.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Asks as a member, by token; without a name as a stranger. Answers `{ status, headers, body }`. */
  async ask(username, method, where, body, headers = {}) {
    const response = await fetch(`${this.url}${where}`, {
      method,
      headers: {
        ...(username && { Authorization: `Bearer ${await this.token(username)}` }),
        ...(body && !(body instanceof FormData) && { "Content-Type": "application/json" }),
        ...headers,
      },
      body: body && !(body instanceof FormData) ? JSON.stringify(body) : body,
    });
    const answer = await response.text();
    return { status: response.status, headers: response.headers, body: answer && parsed(answer) };
  }

  /** The same where anything but success is a mistake of the test; answers the body alone. */
  async do(username, method, where, body) {
    const answer = await this.ask(username, method, where, body);
    if (answer.status >= 300) throw new Error(`${method} ${where}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** The id of the thread of these people; the first opens it. */
  /** The thread of these people; `reuse: false` for one of its own. */
  async thread(usernames, title, { reuse } = {}) {
    const memberIds = usernames.map((username) => this.members[username]);
    return (await this.do(usernames[0], "POST", "/api/threads", { memberIds, title, reuse })).thread.id;
  }

  async say(username, thread, body) {
    return (await this.do(username, "POST", `/api/threads/${thread}/messages`, { body })).message;
  }

  /** Every message of a thread as the server keeps it, oldest first. */
  async messages(username, thread) {
    const all = [];
    for (let cursor = ""; cursor !== null; ) {
      const query = cursor ? `?limit=200&cursor=${cursor}` : "?limit=200";
      const page = await this.do(username, "GET", `/api/threads/${thread}/messages${query}`);
      all.push(...page.messages);
      cursor = page.nextCursor;
    }
    return all;
  }

  async bodies(username, thread) {
    return (await this.messages(username, thread)).map(({ body }) => body);
  }

  #spawn(args, stdio) {
    // One machine plays a whole family at a machine's speed; suites at a person's speed switch limits on.
    const usual = { HEARTH_DATA: this.data, HEARTH_LOG: "error", HEARTH_RATE_LIMITS: "off", HEARTH_FREE_SPACE: "0" };
    const env = { PATH: process.env.PATH, ...usual, ...this.#settings };
    return spawn(PROGRAM, args, { stdio, env, cwd: this.#folder });
  }

  async #end(signal) {
    const server = this.#server;
    this.#server = null;
    if (!server) return null;
    server.kill(signal);
    return ended(server);
  }
}

async function text(stream) {
  let all = "";
  for await (const piece of stream.setEncoding("utf8")) all += piece;
  return all;
}

function ended(child) {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  return new Promise((done, failed) => child.on("error", failed).on("close", done));
}

function parsed(answer) {
  try {
    return JSON.parse(answer);
  } catch {
    return answer;
  }
}
