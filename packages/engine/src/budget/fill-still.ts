import { rename, stat } from "node:fs/promises";
import { join } from "node:path";
import { extensions } from "@pixpress/contracts/limits";
import { packFlatJpeg } from "../lossless/pack-flat-jpeg.ts";
import { ceilingQuality, floorQuality, meanAt } from "../search/ladder.ts";
import { openPixels, type Pixels } from "../search/pixels.ts";
import { inColoursOf } from "../search/prepared.ts";
import { stripesOf } from "../search/sample.ts";
import { distanceOf } from "../search/score.ts";
import { scoreWhole, writeWhole } from "../search/search.ts";
import { during, type SearchTask } from "../search/search-task.ts";
import { type Chroma, ladderOf } from "../search/searched-codec.ts";
import { byteRungsOf, bytesAt, highestQuality } from "./byte-rungs.ts";
import { expectBytes, type Filling, fillUp, fittest, type Weighed } from "./fill.ts";

/** A file that fills the budget, or the smallest that could be written where none fits. */
export interface Filled extends Weighed {
  readonly path: string;
  readonly chroma: Chroma;
  readonly score: number;
  readonly hasty: boolean;
  readonly encodes: number;
}
interface Written extends Weighed {
  readonly path: string;
}

/** What the files of a still may weigh, how coarse they may be, and what was written already. */
export interface Wanted {
  readonly most: number;
  readonly lowest: number;
  readonly known: readonly (Written & { readonly chroma: Chroma })[];
}

/** This full is full: one quality more would be a tenth of a point. */
const enough = 0.97;
const enoughOfSample = 0.9;
const mostSamples = 3;
/** From this quality on, or so much farther from the picture than most are at theirs, whole colour may be the better use of the bytes. */
const fineQuality = 86;
const farOff = 0.3;

/** The best file of a still that weighs no more than so much, of at most as many as the task may write; it is weighed as it is handed out, but for its mark. */
export async function fillStill(task: SearchTask, wanted: Wanted): Promise<Filled> {
  const [chroma, other] = task.codec.chromas(task.original.width * task.original.height);
  const halved = await fillWith(task, chroma, wanted);
  const left = task.mostEncodes - halved.encodes;
  if (other !== "4:4:4" || task.job.picture.grey || halved.bytes > wanted.most || left < 1 || !mayGain(task, halved)) return halved;
  const whole = await fillWith({ ...task, mostEncodes: left }, other, wanted);
  const better = whole.bytes <= wanted.most && whole.score > halved.score ? whole : halved;
  return { ...better, encodes: halved.encodes + whole.encodes };
}

function mayGain({ codec }: SearchTask, { quality, chroma, score }: Filled): boolean {
  const isFar =
    quality >= floorQuality && distanceOf(score) > meanAt(ladderOf(codec, chroma).finish, Math.min(ceilingQuality, quality)) + farOff;
  return isFar || quality >= fineQuality;
}

async function fillWith(task: SearchTask, chroma: Chroma, { most, lowest, known }: Wanted): Promise<Filled> {
  const { codec, format, deadline, original } = task;
  const before = known.filter((file) => file.chroma === chroma);
  const highest = highestQuality[format];
  const first = { most, lowest, highest, expect: byMean(format, chroma, original) };
  const sampled = before.length > 0 ? { expect: first.expect, seconds: 0 } : await foresee(task, chroma, first);
  const hasty = codec.effort !== null && !deadline.leaves(sampled.seconds * 3);
  const filling: Filling = { ...first, expect: sampled.expect, enough, mostTries: before.length + task.mostEncodes };
  const write = (quality: number) => writeFile(task, chroma, quality, hasty);
  const tried = await fillUp(write, filling, { known: before, hasTime: (slowest) => deadline.leaves(slowest) });
  const best = fittest(tried, most) ?? tried.reduce((least, file) => (file.bytes < least.bytes ? file : least));
  return { ...best, chroma, hasty, encodes: tried.length - before.length, score: await scoreWhole(task, best.path) };
}

const byMean =
  (format: SearchTask["format"], chroma: Chroma, { width, height }: Pixels) =>
  (quality: number): number =>
    bytesAt(byteRungsOf(format, chroma), quality) + Math.log(width * height);

/** What files of the whole are likely to weigh, by files of a part of it. */
async function foresee(
  task: SearchTask,
  chroma: Chroma,
  first: Pick<Filling, "most" | "lowest" | "highest" | "expect">,
): Promise<{ readonly expect: Filling["expect"]; readonly seconds: number }> {
  const { original, stages, deadline } = task;
  const sample = await stripesOf(original);
  if (sample === original) return { expect: first.expect, seconds: 0 };
  const share = (original.width * original.height) / (sample.width * sample.height);
  let seconds = 0;
  const write = (quality: number) =>
    during(stages, "search", async () => {
      const started = performance.now();
      const bytes = (await writePart(task, sample, chroma, quality)) * share;
      seconds = ((performance.now() - started) / 1000) * share;
      return { quality, bytes };
    });
  const filling = { ...first, enough: enoughOfSample, mostTries: mostSamples };
  const tried = await fillUp(write, filling, { known: [], hasTime: (slowest) => deadline.leaves(slowest) });
  return { expect: (quality) => expectBytes(first.expect, tried, quality), seconds };
}

async function writePart(task: SearchTask, part: Pixels, chroma: Chroma, quality: number): Promise<number> {
  const { job, format, codec } = task;
  const path = join(job.folder, `part.${extensions[format]}`);
  const { size } = await codec.finish(inColoursOf(job, format, openPixels(part)), quality, chroma).toFile(path);
  return format === "jpeg" ? packed(path, size, part) : size;
}

async function writeFile(task: SearchTask, chroma: Chroma, quality: number, hasty: boolean): Promise<Written> {
  const file = await writeWhole(task, chroma, quality, hasty);
  // Of its own name, so that no other search writes over it.
  const path = file.path.replace(/(?=\.\w+$)/, "-filling");
  await rename(file.path, path);
  return { quality, path, bytes: task.format === "jpeg" ? await packed(path, file.bytes, task.original) : file.bytes };
}

async function packed(path: string, bytes: number, size: Pixels): Promise<number> {
  await packFlatJpeg(path, bytes, size);
  return (await stat(path)).size;
}
