// How large something is and how long it takes, as people say it in the page's language; and the page's own
// sentences, with what belongs into them put in.
const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"];
const KILO = 1_024;
const MINUTE_SECONDS = 60;

/** As the server says it: units of 1024, one decimal below ten. */
export function sizeWords(bytes) {
  let [value, unit] = [bytes, 0];
  while (value >= KILO && unit < UNITS.length - 1) [value, unit] = [value / KILO, unit + 1];
  const digits = unit > 0 && value < 10 ? 1 : 0;
  return measured(Math.floor(value * 10 ** digits) / 10 ** digits, UNITS[unit], unit ? "short" : "long");
}

/** Rounded up to minutes, or hours: nobody can know it better. */
export function timeWords(seconds) {
  const minutes = Math.max(1, Math.ceil(seconds / MINUTE_SECONDS));
  if (minutes < 90) return measured(minutes, "minute", "long");
  return measured(Math.round(minutes / MINUTE_SECONDS), "hour", "long");
}

/** A sentence with its blanks filled, each of which is a `%` and its name. */
export function filled(sentence, blanks) {
  return sentence.replace(/%(\w+)/g, (blank, what) => blanks[what] ?? blank);
}

/** The same for the label of a button or of whatever else has one. */
export function label(element, blanks) {
  element.setAttribute("aria-label", filled(element.getAttribute("aria-label"), blanks));
}

function measured(value, unit, unitDisplay) {
  const format = new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, unitDisplay, useGrouping: unit === "byte" });
  return format.format(value);
}
