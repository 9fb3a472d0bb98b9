// Finding an emoji by its names. Knows no elements: rows `[emoji, name, words, version, tones]` in, the
// fitting ones out, the best first.
const MOST = 120;

/** Letters as one looks for them: small, and without accents. */
export function folded(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** The rows that fit what somebody typed: words, a short name such as `:tada:`, or an emoji itself. */
export function search(rows, typed) {
  const sought = typed.trim();
  const itself = rows.filter(([emoji, , , , tones = []]) => bare(emoji) === bare(sought) || tones.includes(sought));
  if (itself.length > 0) return itself;
  const wanted = words(sought.replaceAll(":", " "));
  if (wanted.length === 0) return [];
  const ranked = rows.map((row) => ({ row, rank: rank(row, wanted) })).filter(({ rank }) => rank !== null);
  ranked.sort((one, other) => one.rank - other.rank);
  return ranked.slice(0, MOST).map(({ row }) => row);
}

/** 0 where the name begins so, 1 where a word of it does, 2 where only another word does, else null. */
function rank([, name, more], wanted) {
  const named = words(name);
  const all = [...named, ...words(more)];
  if (!wanted.every((word) => all.some((each) => each.startsWith(word)))) return null;
  if (named[0]?.startsWith(wanted[0])) return named.length === wanted.length ? -1 : 0;
  return named.some((each) => each.startsWith(wanted[0])) ? 1 : 2;
}

function words(text) {
  return folded(text).split(/[^\p{L}\p{N}+-]+/u).filter(Boolean);
}

/** Some emoji are typed with or without the mark that makes them a picture. */
function bare(emoji) {
  return emoji.replaceAll("\ufe0f", "");
}
