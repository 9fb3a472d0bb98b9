// Which messages stand together. Knows no elements: plain facts about two neighbours in, yes or no out.

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
