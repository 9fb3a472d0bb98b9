// Threads full of talk, written through the API as programs write.
const AT_ONCE = 24;
const WORDS = "soup boat lantern winter stairs apple garden letter train pillow river candle morning bread".split(" ");

/** A thread of its own with this many messages: short ones, long ones, questions and answers. */
export async function filled(home, count, title) {
  const memberIds = [home.members.anna, home.members.ben];
  const { thread } = await home.do("anna", "POST", "/api/threads", { memberIds, title, reuse: false });
  await Promise.all(["anna", "ben"].map((who) => home.token(who)));
  let next = 0;
  const write = async () => {
    while (next < count) {
      const number = next++;
      // Runs of one author, as people talk.
      const who = Math.floor(number / 3) % 2 ? "anna" : "ben";
      await home.say(who, thread.id, `${number}: ${said(number)}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, write));
  return thread.id;
}

function said(number) {
  const length = [3, 8, 5, 40, 12, 2, 20][number % 7];
  return Array.from({ length }, (_, n) => WORDS[(number * 7 + n * 3) % WORDS.length]).join(" ");
}
