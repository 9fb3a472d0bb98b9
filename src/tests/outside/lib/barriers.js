// What axe finds on a page, and whether somebody has to scroll sideways.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

/** What still fades in is as faint as it looks. What goes round for ever is not waited for. */
const STILL = `Promise.all(
  document.getAnimations()
    .filter(({ playState, effect }) => playState === "running" && effect.getComputedTiming().endTime !== Infinity)
    .map(({ finished }) => finished.then(() => 0, () => 0)),
)`;
const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds on the page as it is now, in a form that reads well in a failure. Letters may have to
    stand out as strongly as for somebody who asked for more contrast: 7 to 1. */
export async function barriers(page, { strong = false } = {}) {
  const session = await page.context().newCDPSession(page);
  // Through the debugger, because the page's own policy lets no foreign script in.
  const run = (expression) => session.send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
  await run(AXE);
  // Last, because something may have come while that was read.
  await run(STILL);
  const { result, exceptionDetails } = await run(
    `axe.run(document, { rules: { "color-contrast-enhanced": { enabled: ${strong} } } }).then(({ violations }) => violations)`,
  );
  await session.detach();
  assert.equal(exceptionDetails, undefined);
  return result.value.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary}`),
  );
}

/** Wider than the window: somebody has to scroll sideways. */
export function overflow(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
