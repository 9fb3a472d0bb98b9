// A soft sound for a message of somebody else that nobody sees coming: two notes made on the spot. The
// windows of one device agree through their storage: one plays, and none while one is being looked at.
import { meta } from "../lib/http.js";

const EVERY_MS = 2_000;
const SEEN_MS = 1_000;
const AGREE_MS = 120;
const SEEN = "hearth:seen";
const PLAYED = "hearth:played";
const NOTES = [
  { hertz: 587.33, at: 0 },
  { hertz: 880, at: 0.11 },
];
const LOUDNESS = 0.07;
const FADE_S = 0.5;

let context = null;

/** A message came, as the thread's event tells of it. */
export async function arrived({ threadId, message }) {
  if (message?.author?.id === meta("member")) return;
  if (document.hasFocus()) return note(SEEN);
  const row = document.querySelector(`.row[data-thread="${CSS.escape(threadId)}"]`);
  if (row?.matches(".row--muted")) return;
  // Another window needs a moment to say that it is being looked at; and no two wait equally long.
  await new Promise((done) => setTimeout(done, AGREE_MS * (1 + Math.random())));
  if (within(SEEN, SEEN_MS) || within(PLAYED, EVERY_MS)) return;
  note(PLAYED);
  play();
}

/** Two sine waves that fade away. A browser lets no page sound that was never touched. */
async function play() {
  if (!navigator.userActivation?.hasBeenActive) return;
  context ??= new AudioContext();
  if (context.state === "suspended") await context.resume();
  for (const { hertz, at } of NOTES) {
    const wave = new OscillatorNode(context, { frequency: hertz });
    const volume = new GainNode(context, { gain: 0 });
    const start = context.currentTime + at;
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(LOUDNESS, start + 0.015);
    volume.gain.exponentialRampToValueAtTime(0.0001, start + FADE_S);
    wave.connect(volume).connect(context.destination);
    wave.start(start);
    wave.stop(start + FADE_S);
  }
}

function note(what) {
  try {
    localStorage.setItem(what, String(Date.now()));
  } catch {
    // Storage may be switched off; then each window sounds for itself.
  }
}

function within(what, ms) {
  try {
    const ago = Date.now() - Number(localStorage.getItem(what));
    return ago >= 0 && ago < ms;
  } catch {
    return false;
  }
}
