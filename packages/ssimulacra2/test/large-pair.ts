import { readFileSync } from "node:fs";
import { createScorer } from "../src/ssimulacra2.ts";

// A process that scores two pictures of 50 megapixels, made band by band, and says what it took.
const width = 8660;
const height = 5774;
const scorer = createScorer(width, height);
const reference = new Uint8Array(width * 3 * 32);
const distorted = new Uint8Array(reference.length);
for (let row = 0; row < height; row += 32) {
  const bytes = Math.min(32, height - row) * width * 3;
  for (let at = 0; at < bytes; at += 1) {
    reference[at] = (at + row * 7 + (at >> 9)) & 255;
    distorted[at] = reference[at]! ^ (at & 3);
  }
  scorer.push(reference.subarray(0, bytes), distorted.subarray(0, bytes));
}
const score = scorer.finish();
const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
console.log(JSON.stringify({ score, peakBytes: Number(peak) * 1024 }));
