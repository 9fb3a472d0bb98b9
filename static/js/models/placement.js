// Where changed messages belong. Knows no elements: ids in, steps out.

/**
 * Decides what becomes of messages that changed, each `{ id, previous }`, given which ids are `shown`.
 *
 * A shown one is replaced, one whose predecessor is shown goes after it, the very first one of a thread
 * (no predecessor) goes first where the beginning is shown. They come in order of change, which is not
 * the order of the thread: a message may come before the one it follows, so what does not fit yet is
 * tried again. What never fits is returned as `left`: it is outside the window.
 */
export function place(changed, shown, showsBeginning) {
  const known = new Set(shown);
  const steps = [];
  let left = changed;
  let placed = -1;
  while (left.length > 0 && left.length !== placed) {
    placed = left.length;
    left = left.filter((message) => {
      const step = stepFor(message, known, showsBeginning);
      if (step === null) return true;
      known.add(message.id);
      steps.push({ ...step, message });
      return false;
    });
  }
  return { steps, left };
}

function stepFor({ id, previous }, known, showsBeginning) {
  if (known.has(id)) return { kind: "replace" };
  if (previous !== "" && known.has(previous)) return { kind: "after", previous };
  if (previous === "" && showsBeginning) return { kind: "first" };
  return null;
}
