// Putting words where they can be pasted from.

/** Whether `words` could be put there. By the old command, because the new interface is there over https
    alone, which a home rarely has; it wants something selected, for which `stand` is taken for a moment. */
export function copied(words, stand) {
  const put = (event) => {
    event.clipboardData.setData("text/plain", words);
    event.preventDefault();
  };
  document.addEventListener("copy", put, { once: true });
  getSelection().selectAllChildren(stand);
  const isCopied = document.execCommand("copy");
  getSelection().removeAllRanges();
  document.removeEventListener("copy", put);
  return isCopied;
}
