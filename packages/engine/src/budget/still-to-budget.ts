import type { Encoding, Work } from "../encode.ts";
import { searched } from "../encode.ts";
import { markFile } from "../generations/mark.ts";
import { packFlatJpeg } from "../lossless/pack-flat-jpeg.ts";
import { probeErrs, type Skipped } from "../search/encode-to-target.ts";
import { leeway } from "../search/refine.ts";
import { finishSearch, planSearch } from "../search/search.ts";
import { during, type SearchTask, type Stages } from "../search/search-task.ts";
import { effortOf, type SearchedFormat } from "../search/searched-codec.ts";
import { searchedCodecOf } from "../search/searched-codecs.ts";
import { targetOf } from "../search/target.ts";
import { type Budget, bestTarget, mostEncodes, scoreToMark } from "./budget.ts";
import { highestQuality } from "./byte-rungs.ts";
import { type Filled, fillStill, type Wanted } from "./fill-still.ts";

/** What the search for the target may spend of the encodes, so that enough are left to fill the budget where its file is too large. */
const mostSearched = 4;
/** A plan errs by less: where it expects more than this share of the budget, the target cannot be had. */
const planErrs = 1.3;

/**
 * A still as the smallest file that reaches the target, or where that is too large, as the best one that fits. Skipped where probes say that a file
 * as good as the best so far would not be smaller, or not fit.
 */
export async function stillToBudget(
  { job, prepared, deadline }: Work,
  format: SearchedFormat,
  { budget, lowest, best }: { readonly budget: Budget; readonly lowest: number; readonly best: Encoding | null },
): Promise<Encoding | Skipped> {
  // Nothing lossy is better than what is exact and fits.
  if (best?.fits === true && best.score === bestTarget && targetOf(job.recipe) === bestTarget) return { skipped: "lower_score" };
  const stages: Stages = { decode: 0, search: 0, encode: 0, score: 0 };
  const original = await during(stages, "decode", () => prepared.pixelsFor(format));
  const target = targetOf(job.recipe) as number;
  const codec = searchedCodecOf(format, { pixels: original.width * original.height, target });
  const task: SearchTask = { job, format, codec, target, original, deadline, stages, mostEncodes: mostSearched };
  if (best !== null && best.fits === true && best.targetMet === false && best.score !== null) {
    const rival = await planSearch({ ...task, target: best.score });
    if (rival.bytes > budget.fill * probeErrs) return { skipped: "larger_by_probe" };
  }
  const known: Wanted["known"][number][] = [];
  let encodes = 0;
  if (target < bestTarget) {
    const plan = await planSearch(task);
    if (best?.fits === true && best.targetMet !== false && plan.bytes > best.bytes * probeErrs) return { skipped: "larger_by_probe" };
    if (plan.bytes <= budget.fill * planErrs) {
      const found = await finishSearch(task, plan);
      if (format === "jpeg") await packFlatJpeg(found.path, found.bytes, job.size);
      const bytes = await markFile(format, found.path, target);
      if (bytes <= budget.maxBytes) return { ...searched({ ...found, bytes, stages }, format, target), fits: true };
      known.push({ path: found.path, quality: found.quality, bytes, chroma: found.chroma ?? task.codec.chromas[0] });
      encodes = found.encodes;
    }
  }
  const filled = await fillStill({ ...task, mostEncodes: mostEncodes - encodes }, { most: budget.fill, lowest, known });
  return handOut(task, { ...filled, encodes: filled.encodes + encodes }, budget);
}

async function handOut({ job, format, codec, target, stages }: SearchTask, filled: Filled, { maxBytes }: Budget): Promise<Encoding> {
  const { score, chroma, quality, hasty, cutShort } = filled;
  const bytes = await markFile(format, filled.path, scoreToMark(score, target));
  const end = score >= target - leeway ? "reached" : quality === highestQuality[format] ? "unreachable" : "budget";
  const told = codec.tellsChroma && !job.picture.grey && chroma !== "4:2:0 sharp" ? chroma : null;
  const about = { end, chroma: told, ...effortOf(codec, hasty), hasty: hasty || cutShort, bytes, stages } as const;
  return { ...searched({ ...filled, ...about }, format, target), fits: bytes <= maxBytes };
}
