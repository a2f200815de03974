import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import type { OutputError } from "@pixpress/contracts";
import { extensions, type RecipeFormat } from "@pixpress/contracts/limits";
import { type Candidate, candidatesFor } from "./candidates.ts";
import { assertDecodes } from "./decode.ts";
import type { Encoding } from "./encode.ts";
import type { EncodeJob } from "./encode-job.ts";
import { EngineError } from "./engine-error.ts";
import { takeOriginal } from "./keep-original.ts";
import type { Picture } from "./picture.ts";
import type { EngineOutput } from "./report.ts";

type Answer = { readonly output: EngineOutput } | { readonly error: OutputError };
type Result = Pick<EngineOutput, "outcome" | "outcomeReason" | "format" | "bytes" | "encoderQuality" | "lossless"> & {
  readonly write: (path: string) => Promise<void>;
};

/** Answers one requested format: the smallest encoding, unless the original is smaller still and satisfies the recipe. */
export async function chooseOutput(
  job: EncodeJob,
  requested: RecipeFormat,
  outputFolder: string,
  encode: (candidate: Candidate) => Promise<Encoding>,
): Promise<Answer> {
  const started = performance.now();
  const result = await chooseResult(job, requested, encode);
  if (result instanceof EngineError) return { error: { requested, reason: result.reason, message: result.message } };
  const { write, ...about } = result;
  const path = join(outputFolder, `${requested}.${extensions[result.format]}`);
  await write(path);
  const hash = await hashOf(path);
  return {
    output: { requested, ...about, path, hash, ...job.size, score: null, seconds: (performance.now() - started) / 1000 },
  };
}

async function chooseResult(
  job: EncodeJob,
  requested: RecipeFormat,
  encode: (candidate: Candidate) => Promise<Encoding>,
): Promise<Result | EngineError> {
  const { picture, size, recipe } = job;
  const original = await takeOriginal(picture, requested, size, recipe);
  const keep = (outcomeReason: string): Result | null =>
    typeof original === "string"
      ? null
      : { ...original, outcome: "kept_original", outcomeReason, format: picture.format, encoderQuality: null, lossless: true };
  const film = picture.hidesFrames ? keep("animation_kept") : null;
  if (film !== null) return decoding(picture, film);
  const { smallest, failure } = await encodeAll(await candidatesFor(requested, picture), encode);
  if (smallest === null) return decoding(picture, keep(failure.reason) ?? failure);
  if (typeof original !== "string" && smallest.bytes >= original.bytes) return keep("not_smaller") as Result;
  const larger = typeof original === "string" && smallest.bytes > picture.bytes;
  return {
    outcome: larger ? "larger_required" : "compressed",
    outcomeReason: larger ? original : null,
    format: smallest.format,
    bytes: smallest.bytes,
    encoderQuality: smallest.quality,
    lossless: smallest.lossless,
    write: (path) => copyFile(smallest.path, path),
  };
}

/** A file that no encoder has read to its end may be broken, and is no result before it was. */
async function decoding<T>(picture: Picture, result: T): Promise<T> {
  await assertDecodes(picture);
  return result;
}

type Encoded = { readonly smallest: Encoding; readonly failure: null } | { readonly smallest: null; readonly failure: EngineError };

/** Encodes the candidates one after the other; what one cannot hold or do, another may. A fault of image or memory ends it all. */
async function encodeAll(candidates: readonly Candidate[], encode: (candidate: Candidate) => Promise<Encoding>): Promise<Encoded> {
  let smallest: Encoding | null = null;
  let failure: EngineError | null = null;
  for (const candidate of candidates) {
    try {
      const encoding = await encode(candidate);
      if (smallest === null || encoding.bytes < smallest.bytes) smallest = encoding;
    } catch (error) {
      if (!isOfTheCodec(error)) throw error;
      failure ??= error;
    }
  }
  if (smallest !== null) return { smallest, failure: null };
  return { smallest: null, failure: failure as EngineError };
}

const isOfTheCodec = (error: unknown): error is EngineError =>
  error instanceof EngineError && !error.retryable && (error.reason === "too_large_for_format" || error.reason === "encode_failed");

async function hashOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}
