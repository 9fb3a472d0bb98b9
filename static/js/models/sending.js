// What a press of Enter means. Knows no elements: the key and what the writer likes in, yes or no out.

/**
 * Whether a key sends what is written. With a keyboard Enter does, and with Shift it begins a line; who
 * likes `isLine` has it the other way round. On a touch screen Enter is a line. With Ctrl or Cmd it always
 * sends, and never while a word is being put together, as in Japanese: then it only chooses the word.
 */
export function sends({ key, keyCode, isComposing, shiftKey, ctrlKey, metaKey, altKey }, { isLine, isTouch }) {
  // Safari says only by the code that the press belonged to the word.
  if (key !== "Enter" || isComposing || keyCode === 229 || altKey) return false;
  if (ctrlKey || metaKey) return true;
  return !isTouch && Boolean(shiftKey) === isLine;
}
