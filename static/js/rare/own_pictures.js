// One's own pictures stay in sight from the moment they are sent: the server's box comes first and its
// picture later, and until that can be painted the one from this device lies over it.
const PLACE = ".messages__log .picture[data-attachment]";

const held = new Map();
let watching = null;

/** This image is what the file with this id looks like; it moves over to the file's place when there is one. */
export function hold(id, image) {
  held.set(id, image);
  if (watching) return;
  watching = new MutationObserver(look);
  const log = document.querySelector(".messages__log");
  if (log) watching.observe(log, { childList: true, subtree: true });
}

/** Called before anything of a change is painted. */
function look() {
  for (const place of document.querySelectorAll(PLACE)) {
    const image = held.get(place.dataset.attachment);
    if (!image || image.parentElement === place) continue;
    image.className = "picture__own";
    image.alt = "";
    for (const name of ["width", "height"]) image.removeAttribute(name);
    place.append(image);
    const real = place.querySelector("img.picture__image");
    if (real) giveWay(place.dataset.attachment, image, real);
  }
}

async function giveWay(id, image, real) {
  real.loading = "eager";
  try {
    await real.decode();
  } catch {
    // What cannot be fetched just now is still in sight.
    return;
  }
  // It may have been replaced meanwhile: then the next one is waited for.
  if (!real.isConnected || image.parentElement !== real.parentElement) return;
  held.delete(id);
  image.remove();
  if (held.size) return;
  watching.disconnect();
  watching = null;
}
