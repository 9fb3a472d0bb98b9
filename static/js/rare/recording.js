// Turns what a microphone hears into a file. Knows no pages: it tells how loud it is and when it has ended.

/** What every browser hears comes first; then what the others make of it. */
const KINDS = [
  ["audio/mp4;codecs=mp4a.40.2", "m4a"],
  ["audio/webm;codecs=opus", "webm"],
  ["audio/mp4", "m4a"],
  ["audio/ogg;codecs=opus", "ogg"],
];
const BITS_A_SECOND = 48_000;
/** A minute at most is lost to a browser that gives up. */
const SLICE_MS = 1_000;

/** Why nothing can be recorded: `insecure`, `refused`, `missing` or `failed`. */
export class NoRecording extends Error {}

export class Recording {
  #stream;
  #recorder;
  #context = null;
  #ear = null;
  #parts = [];
  #ended;
  #before = 0;
  #since = 0;

  /** Asks for the microphone, which may ask the person. */
  static async begin() {
    if (!globalThis.isSecureContext) throw new NoRecording("insecure");
    if (!navigator.mediaDevices?.getUserMedia || !globalThis.MediaRecorder) throw new NoRecording("failed");
    const wanted = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
    let stream = null;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: wanted });
      return new Recording(stream);
    } catch ({ name }) {
      // Nobody listens to it: it must not stay on.
      for (const track of stream?.getTracks() ?? []) track.stop();
      const why = { NotAllowedError: "refused", SecurityError: "refused", NotFoundError: "missing" };
      throw new NoRecording(why[name] ?? "failed");
    }
  }

  constructor(stream) {
    this.#stream = stream;
    const mimeType = KINDS.map(([kind]) => kind).find((kind) => MediaRecorder.isTypeSupported(kind));
    this.#recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: BITS_A_SECOND });
    this.#recorder.addEventListener("dataavailable", ({ data }) => data.size && this.#parts.push(data));
    this.#ended = new Promise((done) => this.#recorder.addEventListener("stop", done, { once: true }));
    this.#ended.then(() => this.#halt());
    this.#recorder.start(SLICE_MS);
    this.#since = performance.now();
    this.#listen();
  }

  get isPaused() {
    return this.#recorder.state === "paused";
  }

  /** Whether nothing is heard any more: it was told to end, or the device took the microphone away. */
  get hasEnded() {
    return this.#recorder.state === "inactive";
  }

  get ms() {
    return this.#before + (this.#since ? performance.now() - this.#since : 0);
  }

  /** How loud it is just now, between 0 and 1. */
  get level() {
    if (!this.#ear) return 0;
    const samples = new Float32Array(this.#ear.fftSize);
    this.#ear.getFloatTimeDomainData(samples);
    const mean = Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
    return Math.min(1, Math.sqrt(mean) * 1.6);
  }

  pause() {
    if (this.hasEnded) return;
    this.#recorder.pause();
    this.#halt();
  }

  resume() {
    if (this.hasEnded) return;
    this.#recorder.resume();
    this.#since = performance.now();
  }

  /** What was said, as a file named after the moment. */
  async end(now = new Date()) {
    this.#halt();
    if (!this.hasEnded) this.#recorder.stop();
    await this.#ended;
    this.#release();
    const type = this.#recorder.mimeType || this.#parts[0]?.type || "";
    const [, ending] = KINDS.find(([kind]) => kind.startsWith(type.split(";")[0])) ?? ["", "webm"];
    return new File(this.#parts, name(now, ending), { type: type.split(";")[0] });
  }

  /** Forgets it. */
  drop() {
    if (!this.hasEnded) this.#recorder.stop();
    this.#parts = [];
    this.#release();
  }

  // Private

  /** No more time passes. */
  #halt() {
    this.#before = this.ms;
    this.#since = 0;
  }

  #listen() {
    try {
      this.#context = new AudioContext();
      this.#ear = new AnalyserNode(this.#context, { fftSize: 1024 });
      this.#context.createMediaStreamSource(this.#stream).connect(this.#ear);
    } catch {
      // It is recorded all the same, without showing how loud.
      this.#ear = null;
    }
  }

  #release() {
    for (const track of this.#stream.getTracks()) track.stop();
    this.#context?.close().catch(() => {});
    this.#context = null;
    this.#ear = null;
  }
}

/** By this name a voice is told from music; as `is_voice` in views/attachments.rs. */
export function name(now, ending) {
  const two = (number) => String(number).padStart(2, "0");
  const day = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join("-");
  return `voice-${day}-${two(now.getHours())}${two(now.getMinutes())}.${ending}`;
}
