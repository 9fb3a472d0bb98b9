// One end of what is shown: loads more of it when the reader comes near, and goes on by itself when the
// line is back. The link there works without us, and with us at once.
import { Coalesced } from "../models/coalesced.js";

export class Pager {
  #more;
  #isNear;
  #load;
  #task = new Coalesced(() => this.#run());

  /** `more` is inert, and not to be seen, where there is nothing more. */
  constructor(more, isNear, load) {
    this.#more = more;
    this.#isNear = isNear;
    this.#load = load;
  }

  /** The reader moved, or what is shown changed. */
  nudge() {
    if (this.#isDue) this.#task.nudge();
  }

  /** Does not wait any longer after a failure. */
  hurry() {
    if (this.#more.dataset.state) this.#task.hurry();
    else this.nudge();
  }

  /** Says whether there is more, and from which message on. */
  point(cursor) {
    this.#more.inert = !cursor;
    const link = this.#more.querySelector("a");
    link.search = link.search.replace(/=.*/, `=${encodeURIComponent(cursor)}`);
  }

  stop() {
    this.#task.stop();
  }

  get #isDue() {
    return !this.#more.inert && this.#isNear();
  }

  async #run() {
    if (!this.#isDue) return delete this.#more.dataset.state;
    this.#more.dataset.state ??= "loading";
    try {
      await this.#load();
      delete this.#more.dataset.state;
    } catch (error) {
      this.#more.dataset.state = "failed";
      throw error;
    }
    // A page may be shorter than what is to be filled.
    this.nudge();
  }
}
