// What /family/programs shows to be copied, run as it stands there: only the words are filled in that the page
// tells its reader to fill in.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, afterEach, before, test } from "node:test";
import { promisify } from "node:util";
import { NO_PYTHON, PYTHON, Running, copied } from "../lib/guide.js";
import { Home } from "../lib/home.js";
import { next, occupied, pusherJs, restOf, subscribed } from "../lib/pusher_js.js";
import { Visitor } from "../lib/visitor.js";

const TIMEOUT = { timeout: 120_000 };
const FROM_PYTHON = { ...TIMEOUT, skip: NO_PYTHON };
const TEXTAREA = /<textarea [^>]*id="(\w+)"[^>]*>([^<]*)<\/textarea>/g;
/** What Home Assistant's templates can do to a value, as far as the example uses it. */
const FILTERS = { string: String, to_json: JSON.stringify };

let home;
let keys;
let thread;
let examples;
/** What the reader fills in. */
let own;
let open = [];

before(async () => {
  home = await Home.of();
  keys = JSON.parse(await home.run(["channels"]));
  thread = await home.thread(["anna", "ben"]);
  const anna = await Visitor.of(home, "anna");
  const page = await (await anna.open("/family/programs")).text();
  // Whatever is there to be copied before this are the keys.
  examples = copyable(page.slice(page.indexOf('id="examples"')));
  const { secret } = copyable(await (await anna.send("/family/programs/secret")).text());
  own = { TOKEN: await home.token("ben"), THREAD: thread, SECRET: secret };
});
afterEach(() => {
  for (const each of open) each.end();
  open = [];
});
after(() => home?.close());

/** What a page holds to be copied, by its id and as a browser shows it. */
function copyable(page) {
  const shown = (html) => html.replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(code));
  return Object.fromEntries([...page.matchAll(TEXTAREA)].map(([, id, html]) => [id, shown(html)]));
}

/** An example of the page as its reader completes it. */
function completed(id) {
  return examples[id].replace(/TOKEN|THREAD|SECRET/g, (word) => own[word]);
}

/** What came last in the thread, as `[author, body]`. */
async function last() {
  const all = await home.messages("anna", thread);
  return all.map(({ author, body }) => [author.name, body]).at(-1);
}

test("the page shows these examples, and no other that nothing runs", () => {
  assert.deepEqual(Object.keys(examples), ["curl", "javascript", "python", "home_assistant"]);
});

test("what is to be typed for curl posts a message", TIMEOUT, async () => {
  await promisify(execFile)("bash", ["-euc", completed("curl")], { env: { PATH: process.env.PATH } });
  assert.deepEqual(await last(), ["Ben", "The post is here"]);
});

test("the program in JavaScript prints what others say", TIMEOUT, async () => {
  const program = await copied("copied.mjs", completed("javascript"));
  const running = new Running(process.execPath, [program]);
  open.push(running);
  await occupied(restOf(home, keys), `private-thread-${thread}`);
  await home.say("anna", thread, "Soup is ready");
  await running.printed("Anna Soup is ready");
  assert.deepEqual(running.lines, ["Anna Soup is ready"]);
});

test("the program in Python rings the doorbell", FROM_PYTHON, async () => {
  const anna = pusherJs(home, keys.key, await home.token("anna"));
  open.push(anna);
  anna.signin();
  await anna.user.signinDonePromise;
  const rang = next(await subscribed(anna, "doorbell"), "rang");
  await promisify(execFile)(PYTHON, [await copied("copied.py", completed("python"))]);
  assert.deepEqual(await rang, { at: "the front door" });
});

test("what Home Assistant is told to write arrives letter by letter", TIMEOUT, async () => {
  // A template of a sensor's value gives a number, not a text.
  for (const message of ['Oma says: "Küche!"', "Soup\nis ready", "C:\\soup {{ 1 }} 'hot'", 21.5]) {
    const { rest_command: commands } = parsedYaml(completed("home_assistant"));
    assert.equal(await call(commands.tell_the_family, { message }), 201, String(message));
    assert.deepEqual(await last(), ["Ben", String(message)]);
  }
});

/** Calls a `rest_command` as Home Assistant does; answers the status. */
async function call({ url, method, headers, content_type: type, payload, ...unknown }, variables) {
  assert.deepEqual(unknown, {});
  const answer = await fetch(rendered(url, variables), {
    method: method.toUpperCase(),
    headers: { ...headers, "Content-Type": type },
    body: rendered(payload, variables),
  });
  return answer.status;
}

/** What a template becomes: each `{{ name | filter … }}` its value, everything else stays. */
function rendered(template, variables) {
  return template.replace(/\{\{(.*?)\}\}/g, (_, expression) => {
    const [name, ...filters] = expression.split("|").map((part) => part.trim());
    assert.ok(name in variables, `nothing is called ${name}`);
    return String(filters.reduce((value, filter) => FILTERS[filter](value), variables[name]));
  });
}

/** Maps in maps of texts: as much of YAML as the example needs, and whatever else is in it is a mistake. */
function parsedYaml(text) {
  const root = {};
  const around = [{ depth: -1, map: root }];
  for (const line of text.split("\n")) {
    const [, indent, key, scalar] = /^( *)(\w+):(?: (.+))?$/.exec(line) ?? assert.fail(`not understood: ${line}`);
    while (around.at(-1).depth >= indent.length) around.pop();
    const value = scalar ? parsedScalar(scalar) : {};
    around.at(-1).map[key] = value;
    if (!scalar) around.push({ depth: indent.length, map: value });
  }
  return root;
}

function parsedScalar(scalar) {
  if (scalar.startsWith('"')) return JSON.parse(scalar);
  if (/^'(?:[^']|'')*'$/.test(scalar)) return scalar.slice(1, -1).replaceAll("''", "'");
  assert.match(scalar, /^\w[\w/ ]*$/);
  return scalar;
}
