// Small helpers about elements.
const FOCUSABLE = "a[href], button, input, textarea, select, summary, [tabindex]";

/** A fresh copy of the content of `<template data-part="…">` inside `root`. */
export function copyOf(root, part) {
  const template = root.querySelector(`template[data-part="${part}"]`);
  return document.importNode(template.content, true).firstElementChild;
}

/** Puts `next` in the place of `old`; the focus stays on the same one of its links or buttons, and
    what was unfolded stays so. */
export function replaceKeepingFocus(old, next) {
  const index = old.contains(document.activeElement)
    ? [...old.querySelectorAll(FOCUSABLE)].indexOf(document.activeElement)
    : -1;
  const was = [...old.querySelectorAll("details")].map(({ open }) => open);
  for (const [at, details] of next.querySelectorAll("details").entries()) details.open = was[at] ?? false;
  old.replaceWith(next);
  if (index < 0) return;
  const stops = [...next.querySelectorAll(FOCUSABLE)];
  (stops[index] ?? stops.at(-1))?.focus({ preventScroll: true });
}

/** Sends a bubbling event `noun:past`. */
export function announce(target, name, detail) {
  target.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
}

/** A random UUID, also where plain http hides `randomUUID`. */
export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
