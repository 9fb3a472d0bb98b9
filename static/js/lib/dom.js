// Small helpers about elements.
const FOCUSABLE = "a[href], button, input, textarea, select, summary, [tabindex]";

/** A fresh copy of the content of `<template data-part="…">` inside `root`. */
export function copyOf(root, part) {
  const template = root.querySelector(`template[data-part="${part}"]`);
  return document.importNode(template.content, true).firstElementChild;
}

/** Puts `next` in the place of `old`; the focus stays on the same one of its links or buttons, or near it,
    what was unfolded stays so, and a film that is on goes on. */
export function replaceKeepingFocus(old, next) {
  const held = old.contains(document.activeElement) ? document.activeElement : null;
  const index = [...old.querySelectorAll(FOCUSABLE)].indexOf(held);
  const was = [...old.querySelectorAll("details")].map(({ open }) => open);
  for (const [at, details] of next.querySelectorAll("details").entries()) details.open = was[at] ?? false;
  old.before(next);
  for (const film of old.querySelectorAll("video")) {
    const same = film.paused ? null : next.querySelector(`video[src="${film.getAttribute("src")}"]`);
    // Where a browser can move what is on the screen, it stays as large as it is.
    same?.parentNode[same.moveBefore ? "moveBefore" : "insertBefore"](film, same);
    same?.remove();
  }
  old.remove();
  if (index < 0) return;
  const stops = [...next.querySelectorAll(FOCUSABLE)];
  const same = stops.find(({ href, value, className }) => {
    return href === held.href && value === held.value && className === held.className;
  });
  (same ?? stops[index] ?? stops.at(-1))?.focus({ preventScroll: true });
}

/** Sends a bubbling event `noun:past`. */
export function announce(target, name, detail) {
  target.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
}

/** Whether things should appear rather than move: the page's own word for what was chosen or asked of the device. */
export function calm() {
  return Number(getComputedStyle(document.documentElement).getPropertyValue("--motion")) === 0;
}

/** A random UUID. Browsers name every blob by one, also where plain http hides `randomUUID`. */
export function uuid() {
  const url = URL.createObjectURL(new Blob());
  URL.revokeObjectURL(url);
  return url.slice(-36);
}
