// When to try again. Knows no sockets and no clock: codes and chance in, milliseconds out.
const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;
const RESTART_MS = 1_000;
const RESTART_SPREAD_MS = 2_000;
const SOON_SPREAD_MS = 500;

/** Exponential with full jitter, so that a restart of the server is no storm. */
export function backoff(attempt, random = Math.random) {
  return Math.round(random() * Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10)));
}

/**
 * What a close code of the Pusher protocol asks for: the wait before the next attempt, or null for
 * never. `attempt` counts connections in a row that did not last; after the first of them even "at
 * once" waits longer and longer.
 */
export function delayAfterClose(code, attempt, random = Math.random) {
  if (code >= 4000 && code <= 4099) return null;
  if (code >= 4100 && code <= 4199) return FIRST_MS + backoff(attempt, random);
  if (attempt > 0) return backoff(attempt, random);
  if (code >= 4200 && code <= 4299) return Math.round(random() * SOON_SPREAD_MS);
  if (code === 1012) return RESTART_MS + Math.round(random() * RESTART_SPREAD_MS);
  return backoff(0, random);
}
