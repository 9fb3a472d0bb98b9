// The one place where text becomes markup, and only what our own server rendered. Everything else is
// cloned from templates or set as text; the page's security policy enforces it (`trusted-types app`).
const policy = globalThis.trustedTypes?.createPolicy("app", { createHTML: (html) => html });

/** Parses a fragment of ours and returns its first element, or the first that fits; else null. */
export function parseFragment(html, selector = "body > *") {
  const page = new DOMParser().parseFromString(policy ? policy.createHTML(html) : html, "text/html");
  const element = page.querySelector(selector);
  return element && document.adoptNode(element);
}
