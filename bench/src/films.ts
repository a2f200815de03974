import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { recipe } from "@pixpress/contracts";
import { compress } from "@pixpress/engine";
import { score } from "@pixpress/ssimulacra2";
import sharp, { type Sharp } from "sharp";
import { corpus } from "./corpus.ts";

const limits = { maxPixels: 1e8, maxFrames: 1000, maxSide: 30_000 };
const [width, height, count] = [320, 240, 48];
const delay = Array.from({ length: count }, () => 50);
const target = 78;
/** The score is of a sample: so far below it may the frames be, by the same measure over all of them. */
const sampleMayErr = 2;

/** Films as people make them: a camera that pans over a photograph, a pointer that wanders over a screenshot. */
const films: Readonly<Record<string, () => Promise<Sharp>>> = {
  "pan over a photograph, GIF": async () => (await pan("photos", "deb-bridge.jpg")).gif({ delay }),
  "the same, WebP": async () => (await pan("photos", "deb-bridge.jpg")).webp({ quality: 98, minSize: true, delay }),
  "pan over kodak 4, GIF without dither": async () => (await pan("kodak", "4.png")).gif({ delay, dither: 0 }),
  "pointer over a screenshot, GIF": async () => (await pointer("graphics", "shot-handbook-gnome.png")).gif({ delay, dither: 0 }),
};

/** What films weigh and how near all of their frames are, beside sharp's own way; false where one is farther from its target than told. */
export async function benchFilms(): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), "pixpress-films-"));
  let reached = true;
  console.log("| film | kB | as | kB | score told | frames: worst / p10 / p50 | CPU, s/MP |");
  try {
    for (const [name, make] of Object.entries(films)) {
      const original = await (await make()).toBuffer();
      const input = join(folder, "input");
      writeFileSync(input, original);
      for (const requested of ["auto", "original"] as const) reached = (await tellOurs(name, input, original, requested)) && reached;
      const before = process.cpuUsage();
      const plain = await sharp(original, { pages: -1 }).webp().toBuffer();
      await tell([name, original.length, "sharp webp()", plain.length, "-"], original, plain, process.cpuUsage(before));
    }
    return reached;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function tellOurs(name: string, input: string, original: Buffer, requested: "auto" | "original"): Promise<boolean> {
  const outputFolder = mkdtempSync(`${input}-out-`);
  const before = process.cpuUsage();
  const wanted = recipe.parse({ formats: [requested], quality: { target } });
  const [output] = (await compress({ input, outputFolder, recipe: wanted, limits })).outputs;
  const used = process.cpuUsage(before);
  if (output === undefined) throw new Error(`nothing came of ${name}`);
  const file = await sharp(output.path, { pages: -1 }).metadata();
  if (file.pages !== count) throw new Error(`${name}: ${file.pages} frames`);
  const cells = [name, original.length, `${requested}: ${output.format}, ${output.outcome}`, output.bytes, (output.score ?? 0).toFixed(1)];
  const low = await tell(cells, original, output.path, used);
  return low >= Math.min(target, output.score ?? target) - sampleMayErr;
}

/** Prints a row; answers the score that one frame in ten is under. */
async function tell(cells: readonly (string | number)[], original: Buffer, made: Buffer | string, used: NodeJS.CpuUsage): Promise<number> {
  const [wanted, seen] = [await framesOf(original), await framesOf(made)];
  const scores = wanted.map((data, index) => {
    const about = { width, height, channels: 3 } as const;
    return score({ data, ...about }, { data: seen[Math.min(index, seen.length - 1)] as Buffer, ...about });
  });
  const sorted = scores.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] as number;
  const inKilobytes = cells.map((cell) => (typeof cell === "number" ? (cell / 1000).toFixed(0) : cell));
  const cost = (used.user + used.system) / (width * height * count);
  const figures = [at(0), at(0.1), at(0.5)].map((value) => value.toFixed(1)).join(" / ");
  console.log(`| ${[...inKilobytes, figures, cost.toFixed(2)].join(" | ")} |`);
  return at(0.1);
}

async function framesOf(film: Buffer | string): Promise<readonly Buffer[]> {
  const data = await sharp(film, { pages: -1 }).toColourspace("srgb").removeAlpha().raw().toBuffer();
  const bytes = width * height * 3;
  return Array.from({ length: data.length / bytes }, (_, index) => data.subarray(index * bytes, (index + 1) * bytes));
}

async function pan(set: string, name: string): Promise<Sharp> {
  const wide = { width: 800, height: 600 };
  const picture = sharp(
    await sharp(named(set, name))
      .removeAlpha()
      .resize({ ...wide, fit: "cover" })
      .raw()
      .toBuffer(),
    { raw: { ...wide, channels: 3 } },
  );
  const frames = Array.from({ length: count }, (_, frame) =>
    picture
      .clone()
      .extract({ left: frame * 5, top: frame * 3, width, height })
      .raw()
      .toBuffer(),
  );
  return roll(await Promise.all(frames));
}

async function pointer(set: string, name: string): Promise<Sharp> {
  const screen = await sharp(named(set, name)).removeAlpha().resize({ width, height, fit: "cover", position: "left top" }).raw().toBuffer();
  const frames = Array.from({ length: count }, (_, frame) => {
    const shown = Buffer.from(screen);
    for (let y = 100; y < 116; y++) shown.fill(frame * 5, (y * width + 20 + frame * 4) * 3, (y * width + 28 + frame * 4) * 3);
    return shown;
  });
  return roll(frames);
}

const roll = (frames: readonly Buffer[]): Sharp =>
  sharp(Buffer.concat(frames), { raw: { width, height: height * frames.length, channels: 3, pageHeight: height } });

function named(set: string, name: string): string {
  const file = corpus(set).find((path) => path.endsWith(`/${name}`));
  if (file === undefined) throw new Error(`The corpus has no ${name}.`);
  return file;
}
