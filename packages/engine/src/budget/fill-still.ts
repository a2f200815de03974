import { ceilingQuality, floorQuality, meanAt } from "../search/ladder.ts";
import type { Pixels } from "../search/pixels.ts";
import { distanceOf } from "../search/score.ts";
import { scoreWhole } from "../search/search.ts";
import type { SearchTask } from "../search/search-task.ts";
import { type Chroma, ladderOf } from "../search/searched-codec.ts";
import { byteRungsOf, bytesAt, highestQuality } from "./byte-rungs.ts";
import { expectBytes, type Filling, fillUp, fittest, nextToFill, usualAim, type Weighed } from "./fill.ts";
import { foresee, type Manner, type Written, writeStill } from "./still-files.ts";

/** A file that fills the budget, or the smallest that could be written where none fits. */
export interface Filled extends Written {
  readonly chroma: Chroma;
  readonly score: number;
  /** True where it was written by the quick encoder. */
  readonly hasty: boolean;
  /** True where no time was left for another file. */
  readonly cutShort: boolean;
  readonly encodes: number;
}

/** What the files of a still may weigh, how coarse they may be, and what was written already. */
export interface Wanted {
  readonly most: number;
  readonly lowest: number;
  readonly known: readonly (Written & { readonly chroma: Chroma })[];
}

/** This full is full: one quality more would be a tenth of a point. Of a large picture an encode is too dear for less than half a point. */
const enough = 0.97;
const enoughOfLarge = 0.93;
const largePixels = 4_000_000;
/** Where there may be time for one file only, it is meant to fit. */
const aimInHaste = 0.85;
/** From this quality on, or so much farther from the picture than most are at theirs, whole colour may be the better use of the bytes. */
const fineQuality = 86;
const farOff = 0.3;
/** Where the best is less full than this, the encoder's own steps are too far apart, and others may lie between. */
const stepsTooFarApart = 0.95;

/** The best file of a still that weighs no more than so much, of at most as many as the task may write; it is weighed as it is handed out, but for its mark. */
export async function fillStill(task: SearchTask, wanted: Wanted): Promise<Filled> {
  const { codec, job } = task;
  const [chroma, other] = codec.chromas;
  const fits = ({ bytes }: Filled) => bytes <= wanted.most;
  const halved = await fillWith(task, { chroma, finer: false }, wanted, null);
  if (!fits(halved)) return halved;
  const mayHaveWhole = other === "4:4:4" && !job.picture.grey && mayGain(task, halved);
  const whole = (left: SearchTask) => fillWith(left, { chroma: "4:4:4", finer: false }, wanted, null);
  const best = mayHaveWhole ? await better(halved, task, whole, fits) : halved;
  const isTop = best.quality === highestQuality[task.format];
  if (codec.finer === null || isTop || best.bytes >= stepsTooFarApart * wanted.most) return best;
  return better(best, task, (left) => fillWith(left, { chroma: best.chroma, finer: true }, { ...wanted, known: [] }, best), fits);
}

/** The better of what is there and what is written in the encodes that are left. */
async function better(
  best: Filled,
  task: SearchTask,
  write: (left: SearchTask) => Promise<Filled>,
  fits: (file: Filled) => boolean,
): Promise<Filled> {
  const left = task.mostEncodes - best.encodes;
  if (left < 1 || best.hasty || best.cutShort) return best;
  const other = await write({ ...task, mostEncodes: left });
  return { ...(fits(other) && other.score > best.score ? other : best), encodes: best.encodes + other.encodes };
}

function mayGain({ codec }: SearchTask, { quality, chroma, score }: Filled): boolean {
  const isFar =
    quality >= floorQuality && distanceOf(score) > meanAt(ladderOf(codec, chroma).finish, Math.min(ceilingQuality, quality)) + farOff;
  return isFar || quality >= fineQuality;
}

/** `like` is a file that those of this manner are likely to weigh as much as, at its quality. */
async function fillWith(task: SearchTask, manner: Manner, { most, lowest, known }: Wanted, like: Weighed | null): Promise<Filled> {
  const { codec, format, deadline, original } = task;
  const { chroma } = manner;
  const before = known.filter((file) => file.chroma === chroma);
  const mean = byMean(format, chroma, original);
  const expect = like === null ? mean : (quality: number) => expectBytes(mean, [like], quality);
  const first = { most, lowest, highest: highestQuality[format], expect };
  const foreseen = before.length > 0 || like !== null ? { expect, seconds: 0 } : await foresee(task, chroma, first);
  const hasty = codec.effort !== null && !deadline.leaves(foreseen.seconds * 3);
  const filling: Filling = {
    ...first,
    expect: foreseen.expect,
    aim: hasty ? aimInHaste : usualAim,
    enough: original.width * original.height > largePixels ? enoughOfLarge : enough,
    mostTries: before.length + task.mostEncodes,
  };
  const write = (quality: number) => writeStill(task, manner, quality, hasty);
  const tried = await fillUp(write, filling, { known: before, hasTime: (slowest) => deadline.leaves(slowest) });
  const best = fittest(tried, most) ?? tried.reduce((least, file) => (file.bytes < least.bytes ? file : least));
  const cutShort = nextToFill(tried, filling) !== null;
  return { ...best, chroma, hasty, cutShort, encodes: tried.length - before.length, score: await scoreWhole(task, best.path) };
}

const byMean =
  (format: SearchTask["format"], chroma: Chroma, { width, height }: Pixels) =>
  (quality: number): number =>
    bytesAt(byteRungsOf(format, chroma), quality) + Math.log(width * height);
