// Pages as somebody who has signed in asks for them by links and forms alone.
import { PASSWORD } from "./home.js";

export class Visitor {
  #home;
  #cookie = "";

  static async of(home, username) {
    const visitor = new Visitor();
    visitor.#home = home;
    const signedIn = await visitor.send("/login", { username, password: PASSWORD });
    visitor.#cookie = signedIn.headers.getSetCookie().map((each) => each.split(";")[0]).join("; ");
    return visitor;
  }

  /** The answer of a page. */
  open(path) {
    return this.#fetch(path, {});
  }

  /** The answer to a form, not followed where it points elsewhere. */
  send(path, fields = {}) {
    return this.#fetch(path, { method: "POST", body: new URLSearchParams(fields) });
  }

  #fetch(path, options) {
    const headers = { origin: this.#home.url, cookie: this.#cookie };
    return fetch(`${this.#home.url}${path}`, { redirect: "manual", headers, ...options });
  }
}
