import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { recipe } from "@pixpress/contracts";
import { compress, type EngineOutput } from "@pixpress/engine";
import { score } from "@pixpress/ssimulacra2";
import sharp from "sharp";
import { corpus } from "./corpus.ts";
import { type Figures, tellFigures } from "./quality-figures.ts";

const limits = { maxPixels: 1e8, maxFrames: 1000, maxSide: 30_000 };
const sets = ["kodak", "photos"];
const targets = [70, 78, 85];
const searchedFormats = ["jpeg", "webp", "avif"] as const;
export type SearchedFormat = (typeof searchedFormats)[number];

/** One image, one target, one codec: how near it came by an independent score, and for how much CPU. */
export interface Trial {
  readonly file: string;
  readonly output: EngineOutput;
  /** By a full decode of both files, apart from the engine's own. */
  readonly score: number;
  /** True where not even JPEG q98 4:4:4 reaches the target: only then it counts as unreachable. */
  readonly beyondReach: boolean;
  /** Of the engine, and of a decode and one encode at the quality it found. */
  readonly cpuSeconds: number;
  readonly plainCpuSeconds: number;
}

/**
 * How near the search comes to the score that is asked for, and what it costs. `QUALITY_EVERY=n` takes every nth image, `QUALITY_SETS` and
 * `QUALITY_FORMATS` some sets and formats.
 */
export async function benchQuality(): Promise<boolean> {
  const every = Number(process.env["QUALITY_EVERY"] ?? 1);
  const formats = searchedFormats.filter((format) => (process.env["QUALITY_FORMATS"] ?? format).split(",").includes(format));
  const folder = mkdtempSync(join(tmpdir(), "pixpress-quality-"));
  const figures: Figures[] = [];
  try {
    for (const set of sets.filter((name) => (process.env["QUALITY_SETS"] ?? name).split(",").includes(name))) {
      const files = corpus(set).filter((_, index) => index % every === 0);
      const trials = new Map<string, Trial[]>();
      // A process compiles what it scores with once; a child of the engine then serves 250 images.
      await warmUp(files[0], formats, folder);
      for (const file of files) {
        const original = await readLossless(file, folder);
        for (const format of formats) {
          for (const target of targets) {
            const key = `${target} ${format}`;
            trials.set(key, [...(trials.get(key) ?? []), await tryOnce(file, original, format, target, folder)]);
          }
        }
      }
      for (const format of formats)
        for (const target of targets) figures.push({ set, target, format, trials: trials.get(`${target} ${format}`) ?? [] });
      for (const one of figures.filter((figure) => figure.set === set)) for (const trial of one.trials) tellMiss(trial, one.target);
    }
    return tellFigures(figures);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function warmUp(file: string | undefined, formats: readonly SearchedFormat[], folder: string): Promise<void> {
  if (file === undefined) return;
  const original = await readLossless(file, folder, warmUpSide);
  for (const format of formats) for (const target of targets) await tryOnce(original, original, format, target, folder);
}

const warmUpSide = 768;

async function readLossless(file: string, folder: string, side?: number): Promise<string> {
  const original = join(folder, "original.tiff");
  const image = sharp(file).autoOrient().toColourspace("srgb");
  const fitted = side === undefined ? image : image.resize({ width: side, height: side, fit: "inside" });
  await fitted.tiff({ compression: "none" }).toFile(original);
  return original;
}

/** The engine reads lossless TIFF, so that no original can be the result; the decode of the file as it came is put on both scales. */
async function tryOnce(file: string, original: string, format: SearchedFormat, target: number, folder: string): Promise<Trial> {
  const outputFolder = mkdtempSync(join(folder, "out-"));
  const wanted = recipe.parse({ formats: [format], quality: { target } });
  const engine = await cpuOf(() => compress({ input: original, outputFolder, recipe: wanted, limits }));
  const output = engine.result.outputs[0] as EngineOutput;
  const decode = await cpuOf(() => sharp(file).raw().toBuffer());
  const plain = await cpuOf(() => encodePlainly(original, output, format));
  const independent = await scoreOf(original, output.path);
  const beyondReach = output.search === "unreachable" && (await topJpegScore(original, outputFolder)) < target;
  rmSync(outputFolder, { recursive: true });
  const costs = { cpuSeconds: engine.seconds + decode.seconds, plainCpuSeconds: plain.seconds + decode.seconds };
  return { file, output, score: independent, beyondReach, ...costs };
}

async function topJpegScore(original: string, folder: string): Promise<number> {
  const file = join(folder, "top.jpg");
  await sharp(original).jpeg({ quality: 98, chromaSubsampling: "4:4:4", mozjpeg: true }).toFile(file);
  return scoreOf(original, file);
}

function encodePlainly(original: string, { encoderQuality, chroma, effort }: EngineOutput, format: SearchedFormat): Promise<Buffer> {
  const quality = encoderQuality ?? 80;
  const chromaSubsampling = chroma ?? "4:2:0";
  if (format === "jpeg") return sharp(original).jpeg({ quality, chromaSubsampling, mozjpeg: true }).toBuffer();
  if (format === "webp")
    return sharp(original)
      .webp({ quality, effort: effort ?? 6 })
      .toBuffer();
  return sharp(original)
    .avif({ quality, chromaSubsampling, effort: effort ?? 2 })
    .toBuffer();
}

async function scoreOf(original: string, file: string): Promise<number> {
  const [reference, distorted] = await Promise.all([original, file].map(read));
  if (reference === undefined || distorted === undefined) throw new Error("there is nothing to compare");
  return score(reference, distorted);
}

async function read(file: string) {
  const { data, info } = await sharp(file).toColourspace("srgb").removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: 3 as const };
}

async function cpuOf<T>(work: () => Promise<T>): Promise<{ result: T; seconds: number }> {
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return { result, seconds: (user + system) / 1e6 };
}

function tellMiss({ file, output, score: scored }: Trial, target: number): void {
  const off = scored - target;
  if (output.search === "reached" && off >= -0.5 && off <= 1.5 && Math.abs(scored - (output.score ?? 0)) < 0.01) return;
  const said = `${output.format} q${output.encoderQuality} ${output.chroma ?? ""} ${output.search}`;
  console.log(`    ${file.split("/").at(-1)} at ${target}: ${said}, scores ${scored.toFixed(2)}, said ${output.score?.toFixed(2)}`);
}
