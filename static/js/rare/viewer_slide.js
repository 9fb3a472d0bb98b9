// One of the three places of the viewer: a picture or film and how it is looked at just now. The middle size
// comes first; the whole picture once somebody looks closer.
import { WHOLE, fitted, pinched, within, zoomed } from "./zooming.js";

export class Slide {
  #root;
  #room;
  #size = null;
  #shown = null;
  view = WHOLE;
  item = null;

  /** `root` is the slide's element, `room()` how large the stage is. */
  constructor(root, room) {
    this.#root = root;
    this.#room = room;
  }

  get root() {
    return this.#root;
  }

  get isZoomed() {
    return this.view.scale > 1.01;
  }

  /** Where what is shown lies on the screen, unless nothing is. */
  get box() {
    return this.#shown?.getBoundingClientRect() ?? null;
  }

  /** Shows this item; nothing for none. */
  fill(item) {
    if (this.item?.id === item?.id) return;
    this.#root.querySelector("video")?.pause();
    this.item = item;
    this.view = WHOLE;
    this.#size = item?.size.width ? item.size : null;
    this.#shown = item ? (item.isFilm ? this.#film(item) : this.#picture(item)) : null;
    this.#root.replaceChildren(...(this.#shown ? [this.#shown] : []));
    this.#root.dataset.state = item && !item.isFilm ? "coming" : "";
    this.lay();
  }

  /** Neighbours are hidden from whoever listens, and play nothing. */
  turn(isCurrent) {
    this.#root.inert = !isCurrent;
    this.#root.ariaHidden = String(!isCurrent);
    if (isCurrent) return;
    this.#root.querySelector("video")?.pause();
    this.look(WHOLE);
  }

  play() {
    // A browser may want a press of its own first.
    this.#root.querySelector("video")?.play().catch(() => {});
  }

  /** The room changed, or what is shown became known. */
  lay() {
    if (!this.#shown) return;
    const { width, height } = this.#fit;
    this.#shown.style.setProperty("--slide-width", `${width}px`);
    this.#shown.style.setProperty("--slide-height", `${height}px`);
    this.look(within(this.view, this.#fit, this.#room()));
  }

  zoom(scale, point = { x: 0, y: 0 }) {
    if (this.item?.isFilm) return;
    this.look(zoomed(this.view, scale, point, this.#fit, this.#room()));
  }

  pinch(from, to) {
    if (this.item?.isFilm) return;
    this.look(pinched(this.view, from, to, this.#fit, this.#room()));
  }

  pan(x, y) {
    const { scale } = this.view;
    this.look(within({ scale, x: this.view.x + x, y: this.view.y + y }, this.#fit, this.#room()));
  }

  look(view) {
    this.view = view;
    if (!this.#shown) return;
    const { scale, x, y } = view;
    this.#shown.style.transform = scale === 1 && !x && !y ? "" : `translate3d(${x}px, ${y}px, 0) scale(${scale})`;
    this.#root.toggleAttribute("data-zoomed", this.isZoomed);
    if (this.isZoomed) this.#fetch(this.item.full);
  }

  // Private

  get #fit() {
    const room = this.#room();
    return fitted(this.#size ?? room, room);
  }

  #picture(item) {
    const image = new Image();
    Object.assign(image, { className: "slide__image", alt: item.name, draggable: false });
    if (item.small) image.src = item.small;
    this.#fetch(item.medium, image);
    return image;
  }

  /** Shown once it is there and decoded, so that nothing flashes. */
  async #fetch(address, image = this.#shown) {
    const { item } = this;
    if (!address || image.dataset.wanted === address) return;
    image.dataset.wanted = address;
    const next = new Image();
    next.src = address;
    try {
      await next.decode();
    } catch {
      if (this.item === item) this.#root.dataset.state = "";
      return;
    }
    if (this.item !== item || image.dataset.wanted !== address) return;
    image.src = address;
    this.#root.dataset.state = "";
    if (this.#size) return;
    this.#size = { width: next.naturalWidth, height: next.naturalHeight };
    this.lay();
  }

  #film(item) {
    const film = document.createElement("video");
    Object.assign(film, { className: "slide__film", controls: true, playsInline: true, preload: "metadata", poster: item.small });
    film.ariaLabel = item.name;
    // A press on it would otherwise come as two.
    film.addEventListener("loadedmetadata", () => {
      if (!this.#size && film.videoWidth) this.#size = { width: film.videoWidth, height: film.videoHeight };
      this.lay();
    });
    film.src = item.full;
    return film;
  }
}
