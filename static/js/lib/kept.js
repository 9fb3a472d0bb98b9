// Small things that this device keeps. Its storage may be full or switched off: they are comforts, not
// promises, and whoever asks then finds nothing.

/** What is kept under a name; null if nothing is. */
export function kept(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
}

/** Keeps something under a name; nothing at all is forgotten. */
export function keep(name, value) {
  try {
    if (value) localStorage.setItem(name, JSON.stringify(value));
    else localStorage.removeItem(name);
  } catch {
    return;
  }
}
