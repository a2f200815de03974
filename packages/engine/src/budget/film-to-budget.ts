import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { writeAttempts } from "../attempts.ts";
import type { Candidate } from "../candidates.ts";
import type { Mode } from "../codecs.ts";
import { type Encoding, handOver, type Work } from "../encode.ts";
import { markFile } from "../generations/mark.ts";
import { type Budget, mostEncodes } from "./budget.ts";
import { byteRungsOf, bytesAt } from "./byte-rungs.ts";
import { fillUp, fittest } from "./fill.ts";

/** A frame differs little from the one before it. */
const shareOfAFrame = 0.3;
const enough = 0.95;

/** A film at the highest number of its encoder that fits the budget, or at the lowest where none does. */
export async function filmToBudget(
  { job, deadline }: Work,
  candidate: Candidate,
  mode: Mode,
  { budget, lowest }: { readonly budget: Budget; readonly lowest: number },
): Promise<Encoding> {
  const { format } = candidate;
  const rungs = byteRungsOf("webp", "4:2:0");
  const pixels = job.size.width * job.size.height * (1 + shareOfAFrame * (job.picture.frames - 1));
  const write = async (quality: number) => {
    const folder = join(job.folder, `film-${format}-${quality}`);
    mkdirSync(folder);
    const attempts = await writeAttempts({ ...job, folder }, candidate, mode, quality);
    return { quality, ...attempts.reduce((least, attempt) => (attempt.bytes < least.bytes ? attempt : least)) };
  };
  const expect = (quality: number) => bytesAt(rungs, quality) + Math.log(pixels);
  const filling = { most: budget.fill, lowest, highest: 100, expect, enough, mostTries: mostEncodes };
  const tried = await fillUp(write, filling, { known: [], hasTime: (slowest) => deadline.leaves(slowest) });
  const best = fittest(tried, budget.fill) ?? tried.reduce((least, file) => (file.bytes < least.bytes ? file : least));
  // Nothing says how near it is, so it is made for no score at all.
  const bytes = await markFile(format, best.path, 0);
  const about = { score: null, search: "budget", encodes: tried.length, chroma: null, effort: null, stages: null } as const;
  const fits = bytes <= budget.maxBytes;
  return {
    format,
    bytes,
    write: handOver(best.path),
    quality: best.quality,
    lossless: false,
    targetMet: false,
    ...about,
    hasty: false,
    fits,
  };
}
