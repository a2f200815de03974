import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { recipe } from "@pixpress/contracts";
import { compress } from "@pixpress/engine";
import sharp from "sharp";
import { corpus } from "./corpus.ts";

const limits = { maxPixels: 1e8, maxFrames: 1000, maxSide: 30_000 };
const wanted = recipe.parse({ formats: ["auto"], quality: "balanced" });

/** What `auto` is weighed against, and the geometric mean of the ratios that is to be reached (issue 6). */
const sets = [
  { set: "kodak", against: "plain JPEG q80", goal: 0.65, weigh: plainJpeg },
  { set: "photos", against: "plain JPEG q80", goal: 0.65, weigh: plainJpeg },
  { set: "graphics", against: "the input", goal: 0.25, weigh: async (file: string) => statSync(file).size },
] as const;

/** The bytes of `auto` at balanced against what most people would have; `QUALITY_EVERY=n` takes every nth image. */
export async function benchAuto(): Promise<boolean> {
  const every = Number(process.env["QUALITY_EVERY"] ?? 1);
  let reached = true;
  for (const { set, against, goal, weigh } of sets) {
    const ratios = [];
    for (const file of corpus(set).filter((_, index) => index % every === 0)) ratios.push(await ratioOf(file, await weigh(file)));
    const mean = Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
    console.log(`auto at 78, ${set}: ${ratios.length} images, ${mean.toFixed(3)} of the bytes of ${against} (goal ${goal})`);
    reached &&= mean <= goal;
  }
  return reached;
}

async function ratioOf(input: string, bytes: number): Promise<number> {
  const outputFolder = mkdtempSync(join(tmpdir(), "pixpress-auto-"));
  try {
    const [output] = (await compress({ input, outputFolder, recipe: wanted, limits })).outputs;
    if (output === undefined) throw new Error(`nothing came of ${input}`);
    const score = output.score?.toFixed(2);
    console.log(`    ${basename(input)}: ${output.format}, ${output.outcome}, scores ${score}, ${(output.bytes / bytes).toFixed(3)}`);
    return output.bytes / bytes;
  } finally {
    rmSync(outputFolder, { recursive: true });
  }
}

async function plainJpeg(file: string): Promise<number> {
  return (await sharp(file).autoOrient().jpeg({ quality: 80 }).toBuffer()).length;
}
