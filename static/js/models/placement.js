// Where changed messages belong. Knows no elements: ids in, steps out.

/**
 * Decides what becomes of messages that changed, each `{ id, previous }`, given which ids are `shown`.
 *
 * A shown one is replaced. A new one is known by what it follows: the `newest` of the thread, shown or
 * not. It goes after that one, or first where the beginning of an empty thread is shown; where what is
 * shown stops before the newest, it is `beyond`. They come in order of change, which is not the order of
 * the thread: a message may come before the one it follows, so what does not fit yet is tried again.
 * What never fits is returned as `left`: it is an older one outside the window.
 */
export function place(changed, shown, showsBeginning, newest = shown.at(-1) ?? "") {
  const known = new Set(shown);
  let last = shown.at(-1);
  if (known.has(newest)) newest = last;

  const stepFor = ({ id, previous }) => {
    const isNext = previous === newest;
    if (known.has(id)) {
      if (isNext) newest = last;
      return { kind: "replace" };
    }
    if (!isNext) return null;
    newest = id;
    if (previous === "" ? !showsBeginning : !known.has(previous)) return { kind: "beyond" };
    last = id;
    known.add(id);
    return previous === "" ? { kind: "first" } : { kind: "after", previous };
  };

  const steps = [];
  let left = changed;
  let placed = -1;
  while (left.length > 0 && left.length !== placed) {
    placed = left.length;
    left = left.filter((message) => {
      const step = stepFor(message);
      if (step) steps.push({ ...step, message });
      return step === null;
    });
  }
  return { steps, left, newest };
}

/** As `TOGETHER_SECS` in the server's views/messages.rs. */
const TOGETHER_MS = 5 * 60 * 1_000;

/** Whether a message goes on where the one before it ended, so that name and picture are left out. */
export function follows(previous, message) {
  return (
    previous !== null &&
    previous.author === message.author &&
    previous.day === message.day &&
    Math.abs(message.at - previous.at) < TOGETHER_MS
  );
}

/** Whether a new day begins between two messages. */
export function startsDay(previous, message) {
  return previous === null || previous.day !== message.day;
}
