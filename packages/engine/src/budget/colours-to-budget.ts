import { join } from "node:path";
import { extensions } from "@pixpress/contracts/limits";
import type { Sharp } from "sharp";
import { type Encoding, handOver, type Spent, type Work } from "../encode.ts";
import { encodeFailure } from "../encode-failure.ts";
import { type EncodeJob, openFor } from "../encode-job.ts";
import { sampleOf, scoreFilm } from "../film/film-sample.ts";
import { markFile } from "../generations/mark.ts";
import { leeway } from "../search/refine.ts";
import { scoreWhole } from "../search/search.ts";
import { during, type Stages } from "../search/search-task.ts";
import { targetOf } from "../search/target.ts";
import { together } from "../stages.ts";
import { writeFor } from "../write-for.ts";
import { type Budget, mostEncodes, scoreToMark } from "./budget.ts";
import { type ByteRungs, bytesAt } from "./byte-rungs.ts";
import { fillUp, fittest, usualAim } from "./fill.ts";

/** How the colours of a format become fewer, by a number of ours: the lower, the fewer. */
interface Steps {
  readonly rungs: ByteRungs;
  /** The lowest that is worth its pixels, where there may be fewer of those. */
  readonly lowestAtSize: number;
  readonly write: (image: Sharp, step: number, effort: number) => Sharp;
}

// Dither would add noise, and bytes, to what is to be small.
const dither = 0;
/** Of libimagequant: the usual 7 takes twenty seconds a megapixel of grain for 7 % fewer bytes than 3, and that is twice the time of 1. */
const [usualEffort, effortOfLarge] = [3, 1];
const largePixels = 1_000_000;
const few = (step: number) => (step < 0 ? 2 : 4);

/** The rungs are of a photograph; a picture differs from it by an offset, which its first file tells. */
const stepsOf = {
  png: {
    rungs: [
      [-1, -3.6],
      [0, -2.7],
      [1, -2.2],
      [5, -1.7],
      [10, -1.4],
      [50, -1],
      [80, -0.6],
      [100, -0.4],
    ],
    lowestAtSize: 10,
    write: (image, step, effort) =>
      image.png({ dither, effort, palette: true, ...(step < 1 ? { colours: few(step) } : { quality: step }) }),
  },
  // Its encoder knows depths only: 2, 4, 16 and 256 colours. Of a film as many pixels are left standing as may be.
  gif: {
    rungs: [
      [1, -3.5],
      [2, -2.7],
      [3, -1.6],
      [4, -0.5],
    ],
    lowestAtSize: 3,
    write: (image, step, effort) => image.gif({ dither, effort, colours: 2 ** (2 ** (step - 1)), interFrameMaxError: 32 }),
  },
} as const satisfies Record<"png" | "gif", Steps>;

const enough = 0.95;
const mostTries = 5;

interface Wanted {
  readonly budget: Budget;
  readonly mayShrink: boolean;
  readonly spent: Spent;
}

/** The picture in as many chosen colours as fit the budget, or in the fewest where none do. */
export async function coloursToBudget(work: Work, format: "png" | "gif", { budget, mayShrink, spent }: Wanted): Promise<Encoding> {
  const { job, deadline } = work;
  const stages = together(spent.stages);
  const { rungs, lowestAtSize }: Steps = stepsOf[format];
  const [lowest, highest] = [rungs[0], rungs.at(-1)].map((rung) => rung?.[0]) as [number, number];
  const pixels = job.size.width * job.size.height * (format === "gif" ? job.picture.frames : 1);
  const filling = {
    most: budget.fill,
    lowest: mayShrink ? lowestAtSize : lowest,
    highest,
    expect: (step: number) => bytesAt(rungs, step) + Math.log(pixels),
    aim: usualAim,
    enough,
    mostTries: Math.max(1, Math.min(mostTries, mostEncodes - spent.encodes)),
  };
  const write = (step: number) => during(stages, "encode", () => writeStep(job, format, step));
  const tried = await fillUp(write, filling, { known: [], hasTime: (slowest) => deadline.leaves(slowest) });
  const best = fittest(tried, budget.fill) ?? tried.reduce((least, file) => (file.bytes < least.bytes ? file : least));
  const score = await scoreOfColours(work, format, best.path, stages);
  const target = targetOf(job.recipe) as number;
  const bytes = await markFile(format, best.path, scoreToMark(score, target));
  const told = { search: "budget", encodes: tried.length + spent.encodes, chroma: null, stages, hasty: false } as const;
  const about = { ...told, effort: null, effortReason: null };
  const targetMet = score >= target - leeway;
  const fits = bytes <= budget.maxBytes;
  return { format, bytes, write: handOver(best.path), quality: null, lossless: false, score, targetMet, ...about, fits };
}

async function scoreOfColours({ job, prepared }: Work, format: "png" | "gif", path: string, stages: Stages): Promise<number> {
  if (format === "gif") return during(stages, "score", async () => scoreFilm(await sampleOf(job), path));
  return scoreWhole({ job, original: await during(stages, "decode", () => prepared.pixelsFor(format)), stages }, path);
}

async function writeStep(job: EncodeJob, format: "png" | "gif", step: number) {
  const path = join(job.folder, `step-${step}.${extensions[format]}`);
  const { write }: Steps = stepsOf[format];
  const { width, height } = job.size;
  try {
    const image = write(openFor(job, format), step, width * height > largePixels ? effortOfLarge : usualEffort);
    return { quality: step, path, bytes: await writeFor(job, format, image, path) };
  } catch (error) {
    throw await encodeFailure(error, job.picture);
  }
}
