// What there is to look at on a page, in its order: the pictures and films of the part of a conversation
// that is loaded, or of a page of the gallery.
const FACES = ".messages__log .picture[data-rare], .messages__log .film__open, .tile__way";
const EXCERPT = 400;

/** Everything that can be looked at here. */
export function items() {
  return [...document.querySelectorAll(FACES)].map(item);
}

/** The same of a page of a gallery that is not shown. */
export function tiles(page) {
  return [...page.querySelectorAll(".tile__way[data-attachment]")].map(item);
}

/** What a way into the viewer says of its picture or film. */
function item(way) {
  const { attachment, width, height, medium, file } = way.dataset;
  const image = way.querySelector("img");
  const film = way.matches(".film__open") ? way.closest(".film").querySelector("video") : null;
  const about = way.closest(".message, .tile");
  const time = about.querySelector("time");
  const place = about.querySelector(".tile__place");
  return {
    way,
    face: image ?? film ?? way,
    id: attachment,
    isFilm: "film" in way.dataset,
    name: way.dataset.name,
    size: { width: Number(width), height: Number(height) },
    small: image?.currentSrc || image?.src || film?.poster || "",
    medium: medium || way.href || "",
    full: way.href || way.dataset.src,
    file,
    author: (about.querySelector(".message__author") ?? place.querySelector("bdi")).textContent.trim(),
    hue: way.closest("[class*='hue-']"),
    at: time.dateTime,
    when: time.title,
    caption: (about.querySelector(".message__body")?.innerText ?? way.dataset.words ?? "").trim().slice(0, EXCERPT),
    place: place?.href ?? null,
  };
}
