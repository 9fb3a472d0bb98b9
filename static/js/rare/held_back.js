// Tasks that wait a while so that they can be undone. Knows no elements: keys and functions in.

export class HeldBack {
  #waiting = new Map();
  #delayMs;
  #isLookedAt;

  /** While `isLookedAt(key)` says that somebody may be about to undo it, a task waits on. */
  constructor(delayMs, isLookedAt = () => false) {
    this.#delayMs = delayMs;
    this.#isLookedAt = isLookedAt;
  }

  /** Does the task later; one that waits already goes on waiting. */
  hold(key, task) {
    if (!this.#waiting.has(key)) this.#wait(key, task);
  }

  /** Forgets a task; false if it was done already. */
  undo(key) {
    clearTimeout(this.#waiting.get(key)?.timer);
    return this.#waiting.delete(key);
  }

  /** Does all that wait, now. */
  flush() {
    for (const key of [...this.#waiting.keys()]) this.#release(key);
  }

  #wait(key, task) {
    this.#waiting.set(key, { task, timer: setTimeout(() => this.#due(key), this.#delayMs) });
  }

  #due(key) {
    if (this.#isLookedAt(key)) this.#wait(key, this.#waiting.get(key).task);
    else this.#release(key);
  }

  #release(key) {
    const { task } = this.#waiting.get(key);
    this.undo(key);
    task();
  }
}
