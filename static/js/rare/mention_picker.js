// Choosing a person while one types `@` and letters. The field keeps the focus and says which person is
// chosen just now; what is put in is what the server said means that person and nobody else.
import { parseFragment } from "../lib/fragment.js";
import { getFragment } from "../lib/http.js";
import { folded } from "./emoji_search.js";
import { insert } from "./typing.js";

/** Before the cursor, as in the composer; the letters after the `@` are what is sought. */
const SOUGHT = /(?:^|[^\p{L}\p{N}@/])@([^\n@]{0,40})$/u;
/** People come and go; asked again after a while. */
const FRESH_MS = 60_000;
const STEPS = { ArrowDown: 1, ArrowUp: -1 };

/** From now on people can be chosen in this field of the composer. */
export function attach(composer, field) {
  new MentionPicker(composer, field).look();
}

class MentionPicker {
  #composer;
  #field;
  #list = null;
  #asking = null;
  #askedAt = 0;
  #active = null;
  /** The letters that `#active` was found by. */
  #offered = null;
  /** Where the `@` stands that somebody wants no help with. */
  #declined = -1;

  constructor(composer, field) {
    this.#composer = composer;
    this.#field = field;
    field.addEventListener("input", () => this.look());
    field.addEventListener("keydown", (event) => this.#pressed(event));
    field.addEventListener("blur", () => this.#close());
    document.addEventListener("selectionchange", () => document.activeElement === field && this.#active && this.look());
  }

  /** Looks for whom is being typed, and offers who fits. */
  async look() {
    this.#offer();
    if (this.#sought() === null || (this.#list && Date.now() - this.#askedAt < FRESH_MS)) return;
    // Letters that are typed meanwhile wait for the same answer.
    await (this.#asking ??= this.#ask().finally(() => (this.#asking = null)));
    this.#offer();
  }

  /** The letters after the `@`; null where nobody is looked for. */
  #sought() {
    const { value, selectionStart, selectionEnd } = this.#field;
    const found = selectionStart === selectionEnd && SOUGHT.exec(value.slice(0, selectionStart));
    if (!found) {
      this.#declined = -1;
      return null;
    }
    return selectionStart - found[1].length === this.#declined ? null : found[1];
  }

  async #ask() {
    this.#askedAt = Date.now();
    try {
      const list = parseFragment(await getFragment(this.#composer.dataset.mentionsUrl));
      this.#list?.remove();
      this.#list = list;
    } catch {
      return;
    }
    this.#list.id = "mentions";
    this.#list.hidden = true;
    // So that it can be scrolled by whoever uses neither hand nor finger; the tabulator chooses instead.
    this.#list.tabIndex = 0;
    // A press on a person must not take the focus from the field.
    this.#list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.#list.addEventListener("click", ({ target }) => this.#choose(target.closest("[role=option]")));
    this.#composer.prepend(this.#list);
  }

  #offer() {
    const sought = this.#sought();
    if (sought === null || !this.#list || document.activeElement !== this.#field) return this.#close();
    // Where the cursor is may be told late, and names may be brought anew: neither takes back what was chosen.
    const chosen = sought === this.#offered ? this.#active : null;
    if (chosen?.isConnected) return;
    const wanted = folded(sought);
    const people = [...this.#list.children].map((person) => ({ person, rank: rank(person, wanted) }));
    const fitting = people.filter(({ rank }) => rank < NONE).sort((one, other) => one.rank - other.rank);
    if (fitting.length === 0) return this.#close();
    for (const { person, rank } of people) person.hidden = rank === NONE;
    this.#list.append(...fitting.map(({ person }) => person));
    this.#list.hidden = false;
    this.#field.setAttribute("aria-autocomplete", "list");
    this.#field.setAttribute("aria-haspopup", "listbox");
    this.#field.setAttribute("aria-controls", this.#list.id);
    this.#offered = sought;
    this.#mark((fitting.find(({ person }) => person.id === chosen?.id) ?? fitting[0]).person);
  }

  #mark(person) {
    this.#active?.setAttribute("aria-selected", "false");
    this.#active = person;
    person.setAttribute("aria-selected", "true");
    person.scrollIntoView({ block: "nearest" });
    this.#field.setAttribute("aria-activedescendant", person.id);
  }

  #close() {
    if (!this.#active) return;
    this.#active.setAttribute("aria-selected", "false");
    this.#active = null;
    this.#list.hidden = true;
    for (const name of ["activedescendant", "autocomplete", "controls", "haspopup"]) {
      this.#field.removeAttribute(`aria-${name}`);
    }
  }

  #pressed(event) {
    const { key, isComposing, ctrlKey, metaKey, altKey, shiftKey } = event;
    if (!this.#active || isComposing || ctrlKey || metaKey || altKey) return;
    if (STEPS[key]) {
      const offered = [...this.#list.querySelectorAll("[role=option]:not([hidden])")];
      this.#mark(offered.at((offered.indexOf(this.#active) + STEPS[key]) % offered.length));
    } else if (key === "Escape") {
      const { selectionStart } = this.#field;
      this.#declined = selectionStart - (this.#sought()?.length ?? 0);
      this.#close();
    } else if ((key === "Enter" || key === "Tab") && !shiftKey) {
      this.#choose(this.#active);
    } else {
      return;
    }
    // The key has done its work: it neither sends nor leads away.
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  #choose(person) {
    if (!person) return;
    const sought = this.#sought() ?? "";
    this.#close();
    insert(this.#field, `${person.dataset.handle} `, sought.length + 1);
  }
}

const NONE = 2;

/** Names that begin so first, then those one of whose words, or whose user name, does. */
function rank(person, wanted) {
  const name = folded(person.querySelector(".people__name").textContent);
  if (name.startsWith(wanted)) return 0;
  const handle = folded(person.dataset.handle.slice(1));
  return handle.startsWith(wanted) || name.split(/\s+/).some((word) => word.startsWith(wanted)) ? 1 : NONE;
}
