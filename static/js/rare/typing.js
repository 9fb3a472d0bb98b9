// Typing for somebody.

/** Puts a text where the cursor is in a field, in place of so many letters before it. */
export function insert(field, text, replaced = 0) {
  const { selectionStart, selectionEnd } = field;
  field.focus();
  field.setSelectionRange(selectionStart - replaced, selectionEnd);
  // The browser's own way of typing can be undone.
  document.execCommand("insertText", false, text);
}
