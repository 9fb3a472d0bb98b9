// What the pages say, read from the catalogue, so that no test depends on English. `HEARTH_TEST_LANGUAGE`
// names the language that browsers ask for; a member who has chosen none is answered in it.
import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const CATALOGUE = fileURLToPath(new URL("../../../../templates/words", import.meta.url));
const KEY = /^([a-z][a-z0-9-]*) = ?/;
/** Browsers ask for a region; another language is asked for as it is. */
const LOCALES = { en: "en-GB", es: "es-MX" };

export const LANGUAGE = process.env.HEARTH_TEST_LANGUAGE ?? "en";
export const LOCALE = localeOf(LANGUAGE);

/** Every language there is. */
export function languages() {
  return readdirSync(CATALOGUE).sort();
}

/** What a browser says that prefers a language. */
export function localeOf(language) {
  return LOCALES[language] ?? language;
}

/** Every sentence of a language as it is written, by key. */
export function sentences(language) {
  const all = {};
  const folder = `${CATALOGUE}/${language}`;
  for (const file of readdirSync(folder)) {
    let key = null;
    for (const line of readFileSync(`${folder}/${file}`, "utf8").split("\n")) {
      if (line.startsWith("#")) continue;
      const found = KEY.exec(line);
      if (found) [key, all[found[1]]] = [found[1], line.slice(found[0].length)];
      else if (key) all[key] += `\n${line}`;
    }
  }
  return Object.fromEntries(Object.entries(all).map(([key, text]) => [key, text.trimEnd()]));
}

const own = sentences(LANGUAGE);

/** A sentence with these things in it. */
export function says(key, values = {}) {
  return parts(key, values).map((part) => part ?? "").join("");
}

/** A sentence up to the first thing that is not given. */
export function opening(key, values = {}) {
  const all = parts(key, values);
  const unknown = all.indexOf(null);
  return (unknown < 0 ? all : all.slice(0, unknown)).join("").trimEnd();
}

/** A pattern for a sentence in which anything may stand where nothing is given. */
export function like(key, values = {}) {
  const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const pattern = parts(key, values).map((part) => (part === null ? ".*" : escape(part)));
  return new RegExp(pattern.join("").trim());
}

/** Its pieces in order, `null` for each thing that is not given; names as a page isolates them. */
function parts(key, values) {
  if (!(key in own)) throw new Error(`${LANGUAGE} has no ${key}`);
  return pattern(own[key], values);
}

function pattern(text, values) {
  const pieces = [];
  for (let at = 0; at < text.length; ) {
    const open = text.indexOf("{", at);
    if (open < 0) return [...pieces, text.slice(at)];
    const close = closing(text, open);
    pieces.push(text.slice(at, open), ...placeable(text.slice(open + 1, close).trim(), values));
    at = close + 1;
  }
  return pieces;
}

function placeable(text, values) {
  const choice = /^(?:[A-Z-]+\()?\$(\w+)\)?\s*->([^]*)$/.exec(text);
  if (choice) return chosen(values[choice[1]], choice[2], values);
  const variable = /^\$(\w+)$/.exec(text);
  if (!variable) return parts(text, values);
  const value = values[variable[1]];
  if (value === undefined) return [null];
  return [typeof value === "number" ? String(value) : `\u2068${value}\u2069`];
}

function chosen(value, text, values) {
  const variants = new Map();
  let other = "";
  for (let at = 0; at < text.length; ) {
    const found = /(\*?)\[\s*(\w+)\s*\] ?/.exec(text.slice(at));
    if (!found) break;
    const start = at + found.index + found[0].length;
    at = end(text, start);
    variants.set(found[2], text.slice(start, at).trimEnd());
    if (found[1]) other = found[2];
  }
  const plural = typeof value === "number" && new Intl.PluralRules(LANGUAGE).select(value);
  const name = [String(value), plural, other].find((each) => variants.has(each));
  return pattern(variants.get(name), values);
}

/** Where the next variant begins, or the text ends. */
function end(text, start) {
  for (let at = start; at < text.length; at++) {
    if (text[at] === "{") at = closing(text, at);
    else if (/^\n\s*\*?\[/.test(text.slice(at, at + 40))) return at;
  }
  return text.length;
}

function closing(text, open) {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text[at] === "{") depth++;
    if (text[at] === "}" && --depth === 0) return at;
  }
  throw new Error(`nothing closes: ${text}`);
}
