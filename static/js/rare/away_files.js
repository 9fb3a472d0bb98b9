// Files that are too large to lie on this device beside their message: there only lies how to know them
// again. Whoever chose one holds it, lends it to other windows, and asks before the page is left; once no
// window has it any more a person chooses it again.
import { uuid } from "../lib/dom.js";
import { isSame } from "./file_checks.js";

/** Windows that have it answer at once, unless they sleep. */
const ANSWER_MS = 1_000;

/** By the marks of those that stand in for them. */
const held = new Map();
const others = globalThis.BroadcastChannel ? new BroadcastChannel("hearth:away") : null;

others?.addEventListener("message", ({ data: { asked, gone } }) => {
  if (gone) held.delete(gone);
  else if (held.has(asked)) others.postMessage({ found: asked, file: held.get(asked) });
});
addEventListener("beforeunload", (event) => held.size && event.preventDefault());

/** What lies beside a message in the place of this file; `again` asks a person for it in words. */
export function standIn(file, again) {
  const { name, size, type, lastModified } = file;
  const away = uuid();
  held.set(away, file);
  return { away, name, size, type, lastModified, again };
}

/** The file itself, if this window has it: what lies on the device is itself. */
export function here(file) {
  return file.away ? (held.get(file.away) ?? null) : file;
}

/** The file itself, from this window or another; null where nobody has it any more. */
export async function found(file) {
  if (!file.away) return file;
  const whole = held.get(file.away) ?? (await lent(file.away));
  if (!whole) return null;
  held.set(file.away, whole);
  try {
    // It may have been moved, or changed, since it was chosen.
    await whole.slice(0, 1).arrayBuffer();
    return whole;
  } catch {
    held.delete(file.away);
    return null;
  }
}

/** Holds those of the chosen files that are one of these again; says which of the chosen are others. */
export function takeBack(missed, chosen) {
  return chosen.filter((file) => {
    const same = missed.find((each) => !held.has(each.away) && isSame(each, file));
    if (same) held.set(same.away, file);
    return !same;
  });
}

/** It is sent, or not wanted any more. */
export function release({ away }) {
  if (!away) return;
  held.delete(away);
  others?.postMessage({ gone: away });
}

function lent(away) {
  if (!others) return null;
  return new Promise((done) => {
    const heard = ({ data }) => data.found === away && end(data.file);
    const end = (file) => {
      clearTimeout(timer);
      others.removeEventListener("message", heard);
      done(file);
    };
    const timer = setTimeout(() => end(null), ANSWER_MS);
    others.addEventListener("message", heard);
    others.postMessage({ asked: away });
  });
}
