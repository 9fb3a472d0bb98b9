// Shows the chosen picture in its circle before it is saved, and sends a large one smaller, so that a
// telephone's photo fits without anybody having to know how to shrink it.
const MOST_BYTES = 5 * 1024 * 1024;
// Twice what the server keeps.
const SIDE_PIXELS = 1024;
const QUALITY = 0.9;
const KIND = "image/jpeg";

customElements.define(
  "picture-preview",
  class extends HTMLElement {
    #listeners = new AbortController();
    #input;
    #saved;
    #address;
    #shrinking;

    // Lifecycle

    connectedCallback() {
      this.#listeners = new AbortController();
      this.#input = this.querySelector("input[type=file]");
      this.#saved = this.querySelector(".avatar__picture");
      const { signal } = this.#listeners;
      this.#input?.addEventListener("change", () => this.#choose(), { signal });
      this.#input?.form.addEventListener("submit", (event) => this.#submit(event), { signal });
      // On a slow line a picture is chosen before this has come; after a reload it may still be chosen.
      if (this.#input?.files.length) this.#choose();
    }

    disconnectedCallback() {
      this.#listeners.abort();
      this.#forget();
    }

    // Actions

    async #choose() {
      const file = this.#input.files[0];
      this.#show(file);
      const shrinking = file && file.size > MOST_BYTES ? this.#shrink(file) : undefined;
      this.#shrinking = shrinking;
      await shrinking;
      // Another one may have been chosen meanwhile.
      if (this.#shrinking === shrinking) this.#shrinking = undefined;
    }

    // Saving waits for a picture that is still being made smaller.
    async #submit(event) {
      if (!this.#shrinking) return;
      event.preventDefault();
      await this.#shrinking;
      this.#shrinking = undefined;
      this.#input.form.requestSubmit();
    }

    // Private

    #show(file) {
      this.#forget();
      if (!file) return;
      this.#address = URL.createObjectURL(file);
      const picture = new Image();
      picture.className = "avatar__picture";
      picture.alt = "";
      // What this browser cannot show, the server may be able to open all the same.
      picture.addEventListener("error", () => this.#forget(), { once: true });
      picture.src = this.#address;
      const circle = this.querySelector(".avatar");
      this.querySelector(".avatar__picture")?.remove();
      circle.append(picture);
    }

    #forget() {
      if (!this.#address) return;
      URL.revokeObjectURL(this.#address);
      this.#address = undefined;
      this.querySelector(".avatar__picture")?.remove();
      if (this.#saved) this.querySelector(".avatar").append(this.#saved);
    }

    async #shrink(file) {
      try {
        const smaller = await middle(file);
        if (this.#input.files[0] !== file) return;
        const files = new DataTransfer();
        files.items.add(new File([smaller], "picture.jpg", { type: KIND }));
        this.#input.files = files.files;
      } catch {
        // As it is, then: the server says what is wrong with it.
      }
    }
  },
);

// The middle square of a picture, smaller, as the camera was held.
async function middle(file) {
  const picture = await createImageBitmap(file);
  const side = Math.min(picture.width, picture.height);
  const target = Math.min(side, SIDE_PIXELS);
  const canvas = document.createElement("canvas");
  canvas.width = target;
  canvas.height = target;
  const brush = canvas.getContext("2d");
  brush.fillStyle = "white";
  brush.fillRect(0, 0, target, target);
  brush.imageSmoothingQuality = "high";
  brush.drawImage(picture, (picture.width - side) / 2, (picture.height - side) / 2, side, side, 0, 0, target, target);
  picture.close();
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject()), KIND, QUALITY);
  });
}
