import * as z from "zod";
import { inputFormats, outcomes } from "./limits.ts";

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
  outcome: z.enum(outcomes),
  /** Why the outcome is not `compressed`; null where it is. */
  outcomeReason: z.string().nullable(),
  /** The encoder's own quality number; null where it has none (lossless) or nothing was encoded. */
  encoderQuality: z.int().nullable(),
  lossless: z.boolean(),
  /** Seconds of wall clock the engine spent on it. */
  seconds: z.number().nonnegative(),
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
