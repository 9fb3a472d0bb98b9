// The entry. A page can be read, and its links and forms work, before anything here runs: so what makes
// it live is fetched when it has been painted, and does not fight with that for a small machine.
const LATEST_MS = 200;

let begun = false;
function begin() {
  if (!begun) import("./page.js");
  begun = true;
}

// A page that nobody looks at yet is not painted, and is to be live all the same.
requestAnimationFrame(() => setTimeout(begin));
setTimeout(begin, LATEST_MS);
