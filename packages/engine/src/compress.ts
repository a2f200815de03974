import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { budgetOf } from "./budget/budget.ts";
import { encodeToBudget } from "./budget/encode-to-budget.ts";
import { chooseOutput } from "./choose-output.ts";
import { type Encoding, encode, type Work } from "./encode.ts";
import { fit } from "./fit.ts";
import { openInput } from "./input/open-input.ts";
import type { EngineOutput, EngineReport, EngineTask } from "./report.ts";
import { scaleOnce } from "./scale.ts";
import { deadlineIn } from "./search/deadline.ts";
import { Prepared } from "./search/prepared.ts";
import { standingBy } from "./standing.ts";
import type { Encode } from "./weigh.ts";

export { EngineError } from "./engine-error.ts";
export type { EngineLimits, EngineOutput, EngineReport, EngineTask } from "./report.ts";

/**
 * Compresses one image, file to files: an output or an error for each format of the recipe.
 * Rejects with an `EngineError` where the image cannot be answered at all.
 */
export async function compress({ input, outputFolder, recipe, limits }: EngineTask): Promise<EngineReport> {
  const deadline = deadlineIn(limits.maxSeconds ?? null);
  const folder = join(outputFolder, "candidates");
  // Here and below small calls wait: a child has nothing else to do, and a trip to another thread costs more than they do.
  mkdirSync(folder);
  try {
    const started = performance.now();
    const opened = await openInput(input, folder, limits, recipe.color === "keep");
    const size = fit(opened, recipe);
    const picture = await scaleOnce(opened, size, recipe, folder);
    const preparingSeconds = (performance.now() - started) / 1000;
    const job = { picture, size, recipe, folder };
    await using prepared = new Prepared(job);
    const encode = sharing({ job, prepared, deadline });
    const answers = [];
    for (const requested of recipe.formats) answers.push(await chooseOutput(job, requested, outputFolder, encode));
    return {
      outputs: withPreparing(
        answers.flatMap((answer) => ("output" in answer ? [answer.output] : [])),
        preparingSeconds,
      ),
      errors: answers.flatMap((answer) => ("error" in answer ? [answer.error] : [])),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What was done once for all, opening and scaling, is told of the first. */
function withPreparing([first, ...others]: readonly EngineOutput[], seconds: number): readonly EngineOutput[] {
  if (first === undefined) return [];
  const stages = first.stages && { ...first.stages, decode: first.stages.decode + seconds };
  return [{ ...first, seconds: first.seconds + seconds, stages }, ...others];
}

/** Formats that resolve to the same encoding share it. */
function sharing(work: Work): Encode {
  const encodings = new Map<string, Encoding>();
  const budget = budgetOf(work.job);
  return async (candidate, best, mostBytes) => {
    const key = `${candidate.format} ${candidate.mode}`;
    const anew = () =>
      budget === null ? encode(work, candidate, standingBy(best, mostBytes)) : encodeToBudget(work, candidate, budget, best);
    const came = encodings.get(key) ?? (await anew());
    if (!("skipped" in came)) encodings.set(key, came);
    return came;
  };
}
