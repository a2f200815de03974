import * as z from "zod";
import { inputFormats, metadataGroups, outcomes } from "./limits.ts";

/** One way that was weighed for an output: encoded, with what came of it, or skipped, with the reason. */
export const candidate = z.object({
  format: z.enum(inputFormats).describe("The format it was, or would have been"),
  lossless: z.boolean().describe("True where no visible pixel changes by it"),
  outcome: z.enum(["won", "lost", "skipped", "failed"]).describe("What became of it"),
  reason: z
    .string()
    .nullable()
    .describe("Why it was skipped, failed or lost; null for the winner, or `out_of_time` where its search was cut short"),
  bytes: z.int().nonnegative().nullable().describe("What it weighed; null where it was not encoded"),
  score: z.number().nullable().describe("Its SSIMULACRA2 score; null where it was not measured"),
  encoderQuality: z.int().nullable().describe("The encoder's own quality number; null where it has none or nothing was encoded"),
  seconds: z.number().nonnegative().describe("Seconds of wall clock, all its encodes and scores together"),
});
export type Candidate = z.infer<typeof candidate>;

/** One compressed file, as a worker reports it. */
export const output = z.object({
  requested: z.string().describe("The format that was asked for, as the recipe names it"),
  format: z.enum(inputFormats).describe("What the file is. A kept original may be a TIFF"),
  key: z.string().describe("Where its bytes lie in storage"),
  url: z.string().describe("Where the file is fetched"),
  bytes: z.int().nonnegative().describe("What the file weighs"),
  width: z.int().positive().describe("Pixels of the upright picture"),
  height: z.int().positive().describe("Pixels of the upright picture"),
  score: z.number().nullable().describe("SSIMULACRA2 of this very file against the original; null where it was not measured"),
  target: z.number().nullable().describe("The score that was to be reached; null where none was").default(null),
  search: z
    .enum(["reached", "floor", "unreachable", "budget"])
    .nullable()
    .describe(
      "How the search for the target ended; null where there was none. `reached`; `floor`: better than asked at the lowest quality that is used; " +
        "`unreachable`: no setting reaches it; `budget`: no more fitted into `maxBytes`",
    )
    .default(null),
  targetMet: z
    .boolean()
    .nullable()
    .describe(
      "False where this is the best effort: it is larger than `maxBytes`, or without one misses the target; null where neither was asked. " +
        "Whether a file within `maxBytes` reaches the score as well, `score` and `target` tell",
    )
    .default(null),
  encodes: z
    .int()
    .nonnegative()
    .nullable()
    .describe("How often the whole picture was encoded for it; null where nothing was, or on results of older workers")
    .default(null),
  scale: z
    .number()
    .positive()
    .max(1)
    .nullable()
    .describe("Its sides over those that the recipe allows, where `maxBytes` made them smaller; null where it did not")
    .default(null),
  outcome: z
    .enum(outcomes)
    .describe(
      "How it came to be: encoded anew, the original as it was or packed better without loss, or larger than it because something else was asked for",
    ),
  outcomeReason: z.string().nullable().describe("Why the outcome is not `compressed`; null where it is"),
  encoderQuality: z.int().nullable().describe("The encoder's own quality number; null where it has none (lossless) or nothing was encoded"),
  chroma: z
    .enum(["4:2:0", "4:4:4"])
    .nullable()
    .describe("Whether colour has half the resolution; null where the format has no such choice")
    .default(null),
  effort: z.int().nullable().describe("The encoder's own number of effort; null where it has none").default(null),
  effortReason: z
    .enum(["large_picture", "out_of_time"])
    .nullable()
    .describe("Why the encoder was given less effort than usual; null where it was not")
    .default(null),
  lossless: z.boolean().describe("True where no visible pixel was changed"),
  seconds: z.number().nonnegative().describe("Seconds of wall clock the engine spent on it"),
  stages: z
    .record(z.enum(["decode", "search", "encode", "score"]), z.number().nonnegative())
    .nullable()
    .describe(
      "The same by stage; what is done once for all outputs, opening and scaling, is told of the first. Null where nothing was encoded",
    )
    .default(null),
  candidates: z.array(candidate).describe("All that was weighed for it").default([]),
  metadataRemoved: z
    .array(z.enum(metadataGroups))
    .describe("Groups of metadata the original had and this file has not; a `gain_map` is what HDR screens brighten parts of a photo by")
    .default([]),
});
export type Output = z.infer<typeof output>;

/** A wanted format that did not come, and why. */
export const outputError = z.object({
  requested: z.string().describe("The format that was asked for, as the recipe names it"),
  reason: z.string().describe("A stable word for a program"),
  message: z.string().describe("One sentence for a person"),
});
export type OutputError = z.infer<typeof outputError>;

/** An output as callers see it: without the key, its address absolute. */
export const publicOutput = output.omit({ key: true }).extend({
  savedPercent: z.number().describe("Percent saved against the upload, below 0 where the file is larger; one decimal"),
});
export type PublicOutput = z.infer<typeof publicOutput>;
