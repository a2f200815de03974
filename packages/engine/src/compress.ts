import { mkdir, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import type { Candidate } from "./candidates.ts";
import { chooseOutput } from "./choose-output.ts";
import { encode } from "./encode.ts";
import { EngineError } from "./engine-error.ts";
import { fit } from "./fit.ts";
import { inspect } from "./inspect.ts";
import type { EngineReport, EngineTask } from "./report.ts";

export { EngineError } from "./engine-error.ts";
export type { EngineLimits, EngineOutput, EngineReport, EngineTask } from "./report.ts";

/**
 * Compresses one image, file to files: an output or an error for each format of the recipe.
 * Rejects with an `EngineError` where the image cannot be answered at all.
 */
export async function compress({ input, outputFolder, recipe, limits }: EngineTask): Promise<EngineReport> {
  if (typeof recipe.quality === "object" && "target" in recipe.quality) {
    throw new EngineError("compress", "encode_failed", "A score as the target is not supported yet.", { retryable: false });
  }
  const picture = await inspect(input, limits);
  const folder = join(outputFolder, "candidates");
  await mkdir(folder);
  try {
    const size = fit(picture, recipe);
    const job = { picture, size, recipe, folder };
    // Formats that resolve to the same encoding share it.
    const encodings = new Map<string, ReturnType<typeof encode>>();
    const encodeOnce = (candidate: Candidate) => {
      const key = `${candidate.format} ${candidate.mode}`;
      const encoding = encodings.get(key) ?? encode(job, candidate);
      encodings.set(key, encoding);
      return encoding;
    };
    const answers = [];
    for (const requested of recipe.formats) answers.push(await chooseOutput(job, requested, outputFolder, encodeOnce));
    return {
      outputs: answers.flatMap((answer) => ("output" in answer ? [answer.output] : [])),
      errors: answers.flatMap((answer) => ("error" in answer ? [answer.error] : [])),
    };
  } finally {
    // Mostly it is empty by now, and to look for files costs more than to try.
    await rmdir(folder).catch(() => rm(folder, { recursive: true, force: true }));
  }
}
