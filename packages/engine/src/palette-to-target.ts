import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pngQuantize } from "@napi-rs/image";
import { carriesOver, type EncodeJob } from "./encode-job.ts";
import { packPng } from "./lossless/png.ts";
import { keptCopyright } from "./metadata/copyright.ts";
import type { Deadline } from "./search/deadline.ts";
import { decodePixels, openEncoded, openPixels, type Pixels } from "./search/pixels.ts";
import type { Prepared } from "./search/prepared.ts";
import { scoreOf } from "./search/score.ts";

/** A PNG of at most 256 chosen colours, and how close it is to the picture. */
export interface Palette {
  readonly path: string;
  readonly bytes: number;
  readonly score: number;
}
interface Work {
  readonly job: EncodeJob;
  readonly prepared: Prepared;
  readonly deadline: Deadline;
}
type Try = { readonly file: Buffer; readonly score: number };

const mostPixels = 8_000_000;
/** Choosing, scoring and packing, on a core shared with others. */
const secondsPerPixel = 8e-6;

/** The smallest PNG with a palette whose score reaches the target; null where none does, or its notes could not be carried over. */
export async function paletteToTarget({ job, prepared, deadline }: Work, target: number): Promise<Palette | null> {
  const { width, height } = job.size;
  const pixels = width * height;
  if (pixels > mostPixels || !deadline.leaves(pixels * secondsPerPixel)) return null;
  if (carriesOver(job) || keptCopyright(job.picture, job.recipe) !== null) return null;
  const original = await prepared.pixelsFor("png");
  const reaching = (await tryPalettes(original, target)).filter(({ score }) => score >= target);
  const smallest = reaching.toSorted((a, b) => a.file.length - b.file.length).slice(0, 2);
  const packed = await Promise.all(smallest.map(async ({ file, score }) => ({ file: await packPng(file, { notes: false }), score })));
  const [best] = packed.toSorted((a, b) => a.file.length - b.file.length);
  if (best === undefined) return null;
  const path = join(job.folder, "palette.png");
  await writeFile(path, best.file);
  return { path, bytes: best.file.length, score: best.score };
}

/** libimagequant by two libraries: sharp's is quick, the other one often finds fewer colours. Neither number says how it will look. */
async function tryPalettes(original: Pixels, target: number): Promise<readonly Try[]> {
  const scored = async (file: Buffer): Promise<Try> => ({ file, score: await scoreFile(original, file) });
  const quick = (quality: number, dither: number) => openPixels(original).png({ palette: true, quality, dither }).toBuffer().then(scored);
  const fullest = await quick(100, 0);
  // A photograph has too many colours for any palette.
  if (fullest.score < target) return [];
  const plain = await openPixels(original).png({ compressionLevel: 1 }).toBuffer();
  const careful = (maxQuality: number) => pngQuantize(plain, { speed: 3, minQuality: 0, maxQuality }).then(scored);
  const tries = [fullest, await quick(90, 0), await quick(80, 0), await quick(80, 1), await careful(60)];
  return [...tries, await careful((tries.at(-1) as Try).score >= target ? 30 : 80)];
}

async function scoreFile(original: Pixels, file: Buffer): Promise<number> {
  return scoreOf(original, await decodePixels(openEncoded(file), original, original.channels === 4, null));
}
