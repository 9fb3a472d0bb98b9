// How much else the machine does: the same piece of work over and over, slowest against median.
import { createHash } from "node:crypto";

const TIMES = 60;
const BLOCK = Buffer.alloc(4_000_000);

/** 1 on a machine that does nothing else. */
export async function busyness() {
  const times = [];
  for (let n = 0; n < TIMES; n++) {
    const began = performance.now();
    createHash("sha256").update(BLOCK).digest();
    times.push(performance.now() - began);
    await new Promise(setImmediate);
  }
  times.sort((a, b) => a - b);
  return times[Math.floor(TIMES * 0.95)] / times[Math.floor(TIMES / 2)];
}
