import type { EncodeJob } from "../encode-job.ts";
import type { Standing } from "../standing.ts";
import type { Deadline } from "./deadline.ts";
import type { Prepared } from "./prepared.ts";
import { type Found, finishSearch, planSearch, slowestFinish } from "./search.ts";
import { during, type SearchTask, type Stages } from "./search-task.ts";
import type { SearchedFormat } from "./searched-codec.ts";
import { searchedCodecOf } from "./searched-codecs.ts";

export type Searched = Found & { readonly stages: Stages };
/** Not worth an encoding, or no time for it. */
export interface Skipped {
  readonly skipped: "larger_by_probe" | "lower_score" | "out_of_time";
}

/** Between what a probe expects a file to weigh and what it weighs. */
export const probeErrs = 1.15;

/** Finds the smallest file of a format that reaches the target. Where a file or the original stands already, only if probes say it may be smaller. */
export async function encodeToTarget(
  { job, prepared, deadline }: { readonly job: EncodeJob; readonly prepared: Prepared; readonly deadline: Deadline },
  format: SearchedFormat,
  target: number,
  { toBeat, mostBytes }: Pick<Standing, "toBeat" | "mostBytes">,
): Promise<Searched | Skipped> {
  const stages: Stages = { decode: 0, search: 0, encode: 0, score: 0 };
  const original = await during(stages, "decode", () => prepared.pixelsFor(format));
  const task: SearchTask = {
    job,
    format,
    codec: searchedCodecOf(format, { pixels: original.width * original.height, target }),
    target,
    original,
    deadline,
    stages,
    mostEncodes: Number.POSITIVE_INFINITY,
  };
  const plan = await planSearch(task);
  if (plan.bytes > probeErrs * Math.min(toBeat ?? Number.POSITIVE_INFINITY, mostBytes ?? Number.POSITIVE_INFINITY))
    return { skipped: "larger_by_probe" };
  if (toBeat !== null && !deadline.leaves(plan.probeSeconds * slowestFinish)) return { skipped: "out_of_time" };
  return { ...(await finishSearch(task, plan)), stages };
}
