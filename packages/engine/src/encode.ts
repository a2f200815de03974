import { copyFile, rename } from "node:fs/promises";
import type { Recipe } from "@pixpress/contracts";
import type { OutputFormat } from "@pixpress/contracts/limits";
import { writeAttempts } from "./attempts.ts";
import type { Candidate } from "./candidates.ts";
import { codecOf, type Mode } from "./codecs.ts";
import type { EncodeJob } from "./encode-job.ts";
import { EngineError } from "./engine-error.ts";

/** A picture encoded to a file. */
export interface Encoding {
  readonly format: OutputFormat;
  readonly bytes: number;
  /** Puts the file at a path; at a second one too, where two formats share it. */
  readonly write: (path: string) => Promise<void>;
  readonly quality: number | null;
  readonly lossless: boolean;
}

/** Encodes one candidate; of its attempts the smallest file stands. Throws an `EngineError`. */
export async function encode(job: EncodeJob, candidate: Candidate): Promise<Encoding> {
  const { format } = candidate;
  const codec = codecOf(format);
  const mode = codec[candidate.mode];
  if (mode === null) throw new Error(`${format} has no ${candidate.mode} mode`);
  if (Math.max(job.size.width, job.size.height) > codec.maxSide) {
    const message = `${format} holds at most ${codec.maxSide} pixels a side.`;
    throw new EngineError("encode", "too_large_for_format", message, { retryable: false });
  }
  const quality = qualityOf(mode, job.recipe);
  const attempts = await writeAttempts(job, candidate, mode, quality);
  const { path, bytes } = attempts.reduce((best, attempt) => (attempt.bytes < best.bytes ? attempt : best));
  return { format, bytes, write: handOver(path), quality, lossless: candidate.mode === "lossless" };
}

/** Moves a file where it is wanted first, for that costs nothing, and copies it wherever else. */
function handOver(from: string): Encoding["write"] {
  let moved: string | null = null;
  return async (path) => {
    if (moved !== null) return copyFile(moved, path);
    await rename(from, path);
    moved = path;
  };
}

function qualityOf(mode: Mode, { quality }: Recipe): number | null {
  if (mode.qualities === null) return null;
  if (typeof quality === "string") return mode.qualities[quality];
  if ("encoder" in quality) return quality.encoder;
  throw new EngineError("encode", "encode_failed", "A score as the target is not supported yet.", { retryable: false });
}
