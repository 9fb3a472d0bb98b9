// Fetches what is needed only after somebody does something. Browsers remember that a module could not
// be had; the next attempt therefore asks by another name, so that a line that was down for a moment
// does not take something away until the page is loaded anew.
const failures = new Map();

/** The module `rare/<name>.js`; rejects when the line is down. */
export async function rare(name) {
  const failed = failures.get(name) ?? 0;
  try {
    return await import(`../rare/${name}.js${failed ? `?${failed}` : ""}`);
  } catch (error) {
    failures.set(name, failed + 1);
    throw error;
  }
}
