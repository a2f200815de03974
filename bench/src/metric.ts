import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { bestArithmetic, createScorer, type Picture, score } from "@pixpress/ssimulacra2";
import sharp from "sharp";
import { corpus } from "./corpus.ts";

const within = 0.01;
const mostMilliseconds = 30;
const mostBytes = 20e6;

/** The metric: every reference pair against its official score, CPU per megapixel, and WebAssembly memory at 24 and 50 megapixels. */
export async function benchMetric(): Promise<boolean> {
  console.log(`(metric) arithmetic: ${bestArithmetic()}`);
  const memory = [memoryFor(6000, 4000), memoryFor(8660, 5774)];
  const exact = await referencePairs();
  const speed = [await speedOf("kodak"), await speedOf("photos")];
  return [...memory, exact, ...speed].every(Boolean);
}

function memoryFor(width: number, height: number): boolean {
  const { memoryBytes } = createScorer(width, height);
  console.log(
    `(metric) WebAssembly memory at ${((width * height) / 1e6).toFixed(0)} MP: ${(memoryBytes / 1e6).toFixed(1)} MB, wanted ≤ 20`,
  );
  return memoryBytes <= mostBytes;
}

async function referencePairs(): Promise<boolean> {
  const kodak = corpus("kodak")[0] ?? "";
  const originals = dirname(dirname(kodak));
  const folder = process.env["REFERENCE_DIR"] ?? join(originals, "../reference");
  const list = join(folder, "ssimulacra2", "scores.json");
  if (!existsSync(list)) throw new Error(`There are no reference scores at ${list}; name their folder by REFERENCE_DIR.`);
  const pairs = JSON.parse(readFileSync(list, "utf8")) as { original: string; distorted: string; score: number }[];
  const errors: number[] = [];
  for (const { original, distorted, score: official } of pairs) {
    const [reference, other] = await Promise.all([decode(join(originals, original)), decode(join(folder, "ssimulacra2", distorted))]);
    const ours = score(reference, other);
    errors.push(Math.abs(ours - official));
    if (Math.abs(ours - official) > within) console.log(`(metric) ${distorted}: ${ours.toFixed(5)} instead of ${official}`);
  }
  const worst = Math.max(...errors);
  const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
  console.log(
    `(metric) ${pairs.length} reference pairs: off by ${worst.toFixed(5)} at most, ${mean.toFixed(5)} on average, wanted ≤ ${within}`,
  );
  return worst <= within;
}

/** Rows come by 32, as from a decoder; each picture against its own JPEG, the whole folder after one picture to warm up. */
async function speedOf(folder: string): Promise<boolean> {
  const files = corpus(folder);
  let milliseconds = 0;
  let megapixels = 0;
  for (const [index, file] of [files[0] ?? "", ...files].entries()) {
    const reference = await decode(file);
    const { width, height } = reference;
    const distorted = await decode(
      await sharp(reference.data, { raw: { width, height, channels: 3 } })
        .jpeg()
        .toBuffer(),
    );
    const before = process.cpuUsage();
    const scorer = createScorer(width, height);
    const bytes = 32 * width * 3;
    for (let at = 0; at < reference.data.length; at += bytes) {
      scorer.push(reference.data.subarray(at, at + bytes), distorted.data.subarray(at, at + bytes));
    }
    scorer.finish();
    const { user, system } = process.cpuUsage(before);
    if (index === 0) continue;
    milliseconds += (user + system) / 1000;
    megapixels += (width * height) / 1e6;
  }
  const each = milliseconds / megapixels;
  console.log(`(metric) ${folder}: ${each.toFixed(1)} CPU ms per megapixel over ${megapixels.toFixed(0)} MP, wanted ≤ ${mostMilliseconds}`);
  return each <= mostMilliseconds;
}

async function decode(input: string | Buffer): Promise<Picture> {
  const { data, info } = await sharp(input).removeAlpha().toColourspace("srgb").raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: 3 };
}
