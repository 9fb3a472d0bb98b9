import assert from "node:assert/strict";
import { test } from "node:test";
import { sizeWords } from "../../../../static/js/rare/sizes.js";

globalThis.document = { documentElement: { lang: "en" } };

// As `a_size_is_in_the_unit_a_person_would_use` in the server's views/moments.rs.
test("a size is in the unit a person would use, and in those of the settings", () => {
  const said = [
    [0, "0 bytes"],
    [1, "1 byte"],
    [1_023, "1,023 bytes"],
    [1_024, "1 kB"],
    [1_440, "1.4 kB"],
    [14_400, "14 kB"],
    [1_048_575, "1023 kB"],
    [4_812_345, "4.5 MB"],
    [5 * 2 ** 30, "5 GB"],
  ];
  for (const [bytes, words] of said) assert.equal(sizeWords(bytes), words);
});
