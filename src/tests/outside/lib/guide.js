// Programs and commands as the guides and pages print them: what a reader copies is what is tested.
import { spawn } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const DOCS = fileURLToPath(new URL("../../../../docs", import.meta.url));
/** Inside this package, so that the programs find the libraries they import. */
const COPIES = fileURLToPath(new URL("../artifacts/guides", import.meta.url));
const FENCE = /^```(\w+)\n([\s\S]*?)^```$/gm;

/** The blocks of one language in a guide, as `[text]`. */
export async function blocks(guide, language) {
  const text = await readFile(path.join(DOCS, guide), "utf8");
  return [...text.matchAll(FENCE)].filter(([, its]) => its === language).map(([, , block]) => block);
}

/** The program that begins with a comment of its name. */
async function program(guide, name) {
  const [language, comment] = name.endsWith(".py") ? ["py", "#"] : ["js", "//"];
  const found = (await blocks(guide, language)).find((block) => block.startsWith(`${comment} ${name}\n`));
  if (!found) throw new Error(`${guide} has no program ${name}`);
  return found;
}

/** Writes a program where it can run, and returns its path. */
export async function copied(name, text) {
  await mkdir(COPIES, { recursive: true });
  const file = path.join(COPIES, name);
  await writeFile(file, text);
  return file;
}

/** Where src/tests/run installs the libraries for Python. */
export const PYTHON = process.env.HEARTH_PYTHON ?? "python3";
/** Why what needs these libraries is not tested, if it is not. */
export const NO_PYTHON = !process.env.HEARTH_PYTHON && "src/tests/run installs Python's libraries";

/** Runs a program as a guide prints it, with what it reads from its surroundings. */
export async function run(guide, name, env) {
  const command = name.endsWith(".py") ? PYTHON : process.execPath;
  return new Running(command, [await copied(name, await program(guide, name))], env);
}

/** A running program whose lines can be waited for. */
export class Running {
  #child;
  #waiting = [];
  lines = [];

  constructor(command, args, env) {
    this.#child = spawn(command, args, {
      env: { PATH: process.env.PATH, ...env },
      stdio: ["ignore", "pipe", "inherit"],
    });
    createInterface({ input: this.#child.stdout }).on("line", (line) => {
      this.lines.push(line);
      this.#waiting = this.#waiting.filter((check) => !check());
    });
  }

  /** Resolves when it has printed `line`. */
  printed(line) {
    return new Promise((done) => {
      const check = () => this.lines.includes(line) && (done(), true);
      if (!check()) this.#waiting.push(check);
    });
  }

  end() {
    this.#child.kill("SIGKILL");
  }
}
