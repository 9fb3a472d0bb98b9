// Talking to our own server: fragments for pages, and errors that say whether trying again can help.

/** For whom this page was made: should somebody else be signed in by now, it must not speak for them. */
export const HEADERS = { "Hearth-Fragment": meta("member") || "nobody" };

/** The server answered, and the answer is no. */
export class Refused extends Error {
  constructor(status, code, detail, retryAfterMs) {
    super(code);
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.retryAfterMs = retryAfterMs;
  }

  /** Whether the same request may succeed later. A full disk stays full until a person does something. */
  get passing() {
    return this.status === 429 || (this.status >= 500 && this.status !== 507);
  }
}

/** The text of a fragment. Rejects with `Refused`, or with the browser's error when the line is down. */
export function getFragment(url, signal) {
  return ask(url, { signal });
}

/** Posts a form and returns the answer's text. */
export function postForm(url, body, signal) {
  return ask(url, { method: "POST", body, signal });
}

/** The content of a `<meta>` of ours; empty when the page has none. */
export function meta(name) {
  return document.querySelector(`meta[name="hearth-${name}"]`)?.content ?? "";
}

/** Asks as `fetch` does, and returns the answer's text. */
export async function ask(url, options) {
  const response = await fetch(url, { headers: HEADERS, ...options });
  // A redirect can only lead to signing in: these addresses never move.
  if (response.redirected) throw new Refused(401, "UNAUTHENTICATED", "", 0);
  if (response.ok) return response.text();
  const problem = await response.json().catch(() => ({}));
  const retryAfter = Number(response.headers.get("Retry-After")) || 0;
  throw new Refused(response.status, problem.error ?? "", problem.detail ?? "", retryAfter * 1000);
}
