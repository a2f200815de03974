import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { join } from "node:path";
import type { OutputError } from "@pixpress/contracts";
import { extensions, type RecipeFormat } from "@pixpress/contracts/limits";
import { unsearched } from "@pixpress/contracts/unsearched";
import { type Candidate, candidatesFor } from "./candidates.ts";
import { assertDecodes } from "./decode.ts";
import type { Encoding } from "./encode.ts";
import type { EncodeJob } from "./encode-job.ts";
import { EngineError } from "./engine-error.ts";
import { type Barrier, barrierTo, type Original, takeOriginal } from "./keep-original.ts";
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
    output: { requested, ...about, ...unsearched, path, hash, ...job.size, seconds: (performance.now() - started) / 1000 },
  };
}

async function chooseResult(
  job: EncodeJob,
  requested: RecipeFormat,
  encode: (candidate: Candidate) => Promise<Encoding>,
): Promise<Result | EngineError> {
  const { picture, size, recipe } = job;
  const barrier = barrierTo(picture, requested, size, recipe);
  if (barrier === null && picture.hidesFrames) {
    const original = await takeOriginal(picture, recipe);
    if (typeof original !== "string") return decoded(picture, kept(picture, original, "animation_kept"));
  }
  const { smallest, failure } = await encodeAll(await candidatesFor(requested, picture), encode);
  if (barrier === null && smallest !== null && isSurelySmaller(smallest, picture)) return encoded(smallest);
  const original = barrier ?? (await takeOriginal(picture, recipe));
  if (smallest === null) return decoded(picture, typeof original === "string" ? failure : kept(picture, original, failure.reason));
  if (typeof original === "string") return smallest.bytes > picture.bytes ? encoded(smallest, original) : encoded(smallest);
  return smallest.bytes < original.bytes ? encoded(smallest) : kept(picture, original, "not_smaller");
}

/** True where stripping could not bring the original near: most files need not be read once more to learn what they would weigh. */
const isSurelySmaller = (smallest: Encoding, picture: Picture): boolean => smallest.bytes < (picture.bytes - picture.noteBytes) / 2;

const encoded = ({ write, quality, format, bytes, lossless }: Encoding, barrier: Barrier | null = null): Result => ({
  outcome: barrier === null ? "compressed" : "larger_required",
  outcomeReason: barrier,
  format,
  bytes,
  encoderQuality: quality,
  lossless,
  write,
});

const kept = ({ format }: Picture, { bytes, write }: Original, outcomeReason: string): Result => ({
  outcome: "kept_original",
  outcomeReason,
  format,
  bytes,
  encoderQuality: null,
  lossless: true,
  write,
});

/** A file that no encoder has read to its end may be broken, and is no result before it was. */
async function decoded<T>(picture: Picture, result: T): Promise<T> {
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

const hashedAtOnce = 512 * 1024;

async function hashOf(path: string): Promise<string> {
  await using file = await open(path);
  const hash = createHash("sha256");
  const chunk = Buffer.allocUnsafe(hashedAtOnce);
  for (;;) {
    const { bytesRead } = await file.read(chunk);
    if (bytesRead === 0) return hash.digest("hex");
    hash.update(chunk.subarray(0, bytesRead));
  }
}
