import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pngQuantize } from "@napi-rs/image";
import { budgetOf } from "./budget/budget.ts";
import { carriesOver, type EncodeJob } from "./encode-job.ts";
import { packPng } from "./lossless/png.ts";
import { keptCopyright } from "./metadata/copyright.ts";
import type { Deadline } from "./search/deadline.ts";
import { decodePixels, openEncoded, openPixels, type Pixels } from "./search/pixels.ts";
import type { Prepared } from "./search/prepared.ts";
import { scoreOf } from "./search/score.ts";

/** A PNG of at most 256 chosen colours, and how close it is to the picture. */
interface Palette {
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

/** The palette, if one is near enough, and how many were tried. */
interface Palettes {
  readonly palette: Palette | null;
  readonly encodes: number;
}

/**
 * The smallest PNG with a palette whose score reaches the target; none where its notes could not be carried over. Where a budget is told, fewer are
 * tried for one that will not fit into it.
 */
export async function paletteToTarget({ job, prepared, deadline }: Work, target: number): Promise<Palettes> {
  const { width, height } = job.size;
  const pixels = width * height;
  if (pixels > mostPixels || !deadline.leaves(pixels * secondsPerPixel)) return { palette: null, encodes: 0 };
  if (carriesOver(job) || keptCopyright(job.picture, job.recipe) !== null) return { palette: null, encodes: 0 };
  const original = await prepared.pixelsFor("png");
  const tries = await tryPalettes(original, target, budgetOf(job)?.fill ?? Number.POSITIVE_INFINITY);
  const reaching = tries.filter(({ score }) => score >= target);
  return { palette: await pack(reaching, join(job.folder, "palette.png")), encodes: tries.length };
}

async function pack(reaching: readonly Try[], path: string): Promise<Palette | null> {
  const smallest = reaching.toSorted((a, b) => a.file.length - b.file.length).slice(0, 2);
  const packed = await Promise.all(smallest.map(async ({ file, score }) => ({ file: await packPng(file, { notes: false }), score })));
  const [best] = packed.toSorted((a, b) => a.file.length - b.file.length);
  if (best === undefined) return null;
  await writeFile(path, best.file);
  return { path, bytes: best.file.length, score: best.score };
}

/** libimagequant by two libraries: sharp's is quick, the other one often finds fewer colours. Neither number says how it will look. */
async function tryPalettes(original: Pixels, target: number, mostBytes: number): Promise<readonly Try[]> {
  const scored = async (file: Buffer): Promise<Try> => ({ file, score: await scoreFile(original, file) });
  const quick = (quality: number, dither: number) => openPixels(original).png({ palette: true, quality, dither }).toBuffer().then(scored);
  const fullest = await quick(100, 0);
  // A photograph has too many colours for any palette.
  if (fullest.score < target) return [fullest];
  const plain = await openPixels(original).png({ compressionLevel: 1 }).toBuffer();
  const careful = (maxQuality: number) => pngQuantize(plain, { speed: 3, minQuality: 0, maxQuality }).then(scored);
  const fits = fullest.file.length <= mostBytes;
  const tries = fits ? [await quick(90, 0), await quick(80, 0), await quick(80, 1)] : [];
  const middle = await careful(60);
  return [fullest, ...tries, middle, await careful(middle.score >= target ? 30 : 80)];
}

async function scoreFile(original: Pixels, file: Buffer): Promise<number> {
  return scoreOf(original, await decodePixels(openEncoded(file), original, original.channels === 4, null));
}
