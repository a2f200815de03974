import * as z from "zod";
import { inputFormats, metadataGroups, outcomes } from "./limits.ts";

/** One way that was weighed for an output: encoded, with what came of it, or skipped, with the reason. */
export const candidate = z.object({
  format: z.enum(inputFormats),
  lossless: z.boolean(),
  outcome: z.enum(["won", "lost", "skipped", "failed"]),
  /** Why it was skipped, failed or lost; null for the winner, or `out_of_time` where its search was cut short. */
  reason: z.string().nullable(),
  bytes: z.int().nonnegative().nullable(),
  score: z.number().nullable(),
  encoderQuality: z.int().nullable(),
  /** Seconds of wall clock, all its encodes and scores together. */
  seconds: z.number().nonnegative(),
});
export type Candidate = z.infer<typeof candidate>;

/** One compressed file, as a worker reports it: `key` is where its bytes lie, `url` an absolute address or a path of the API. */
export const output = z.object({
  /** The format that was asked for, as the recipe names it. */
  requested: z.string(),
  /** What the file is. A kept original may be a TIFF. */
  format: z.enum(inputFormats),
  key: z.string(),
  url: z.string(),
  bytes: z.int().nonnegative(),
  width: z.int().positive(),
  height: z.int().positive(),
  /** SSIMULACRA2 of this very file against the original; null where it was not measured. */
  score: z.number().nullable(),
  /** The score that was to be reached; null where none was. */
  target: z.number().nullable().default(null),
  /**
   * How the search for the target ended; null where there was none. `floor`: better than asked at the lowest quality that is used; `budget`: no more
   * fitted into `maxBytes`.
   */
  search: z.enum(["reached", "floor", "unreachable", "budget"]).nullable().default(null),
  /**
   * False where this is the best effort: it is larger than `maxBytes`, or without one misses the target. Null where neither was asked.
   * Whether a file within `maxBytes` reaches the score as well, `score` and `target` tell.
   */
  targetMet: z.boolean().nullable().default(null),
  /** How often the whole picture was encoded for it; null where that was not counted. */
  encodes: z.int().nonnegative().nullable().default(null),
  /** Its sides over those that the recipe allows, where `maxBytes` made them smaller; null where it did not. */
  scale: z.number().positive().max(1).nullable().default(null),
  outcome: z.enum(outcomes),
  /** Why the outcome is not `compressed`; null where it is. */
  outcomeReason: z.string().nullable(),
  /** The encoder's own quality number; null where it has none (lossless) or nothing was encoded. */
  encoderQuality: z.int().nullable(),
  /** Whether colour has half the resolution; null where the format has no such choice. */
  chroma: z.enum(["4:2:0", "4:4:4"]).nullable().default(null),
  effort: z.int().nullable().default(null),
  lossless: z.boolean(),
  /** Seconds of wall clock the engine spent on it. */
  seconds: z.number().nonnegative(),
  /** The same by stage. */
  stages: z
    .record(z.enum(["decode", "search", "encode", "score"]), z.number().nonnegative())
    .nullable()
    .default(null),
  candidates: z.array(candidate).default([]),
  /** Groups of metadata the original had and this file has not; a `gain_map` is what HDR screens brighten parts of a photo by. */
  metadataRemoved: z.array(z.enum(metadataGroups)).default([]),
});
export type Output = z.infer<typeof output>;

/** A wanted format that did not come, and why. */
export const outputError = z.object({
  requested: z.string(),
  reason: z.string(),
  message: z.string(),
});
export type OutputError = z.infer<typeof outputError>;

/** An output as callers see it: without the key, its address absolute. */
export const publicOutput = output.omit({ key: true }).extend({
  /** Percent saved against the upload, below 0 where the file is larger; one decimal. */
  savedPercent: z.number(),
});
export type PublicOutput = z.infer<typeof publicOutput>;
