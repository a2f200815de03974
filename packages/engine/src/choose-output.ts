import { createHash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import type { OutputError } from "@pixpress/contracts";
import { extensions, outputFormats, type RecipeFormat } from "@pixpress/contracts/limits";
import { unsearched } from "@pixpress/contracts/unsearched";
import { couldFit, isFilling, takeWithin, whyKept } from "./budget/original.ts";
import { candidatesFor } from "./candidates.ts";
import { assertDecodes, readHeader } from "./decode.ts";
import type { Encoding } from "./encode.ts";
import type { EncodeJob } from "./encode-job.ts";
import { EngineError } from "./engine-error.ts";
import { type Barrier, barrierTo, mostBytesFor, type Original, takeOriginal, takeOwn } from "./keep-original.ts";
import { metadataGroups, removedGroups } from "./metadata/groups.ts";
import type { Picture, Size } from "./picture.ts";
import type { EngineOutput } from "./report.ts";
import { targetOf } from "./search/target.ts";
import { strips } from "./strip/strips.ts";
import { type Encode, weigh, weighAgainst } from "./weigh.ts";

type Answer = { readonly output: EngineOutput } | { readonly error: OutputError };
type Result = Omit<EngineOutput, "requested" | "path" | "hash" | "width" | "height" | "seconds"> & {
  readonly write: (path: string) => Promise<void> | void;
  readonly size: Size;
};

/** Answers one requested format: the smallest encoding, unless the original is smaller still and satisfies the recipe. */
export async function chooseOutput(job: EncodeJob, requested: RecipeFormat, outputFolder: string, encode: Encode): Promise<Answer> {
  const started = performance.now();
  const result = await chooseResult(job, requested, encode);
  if (result instanceof EngineError) return { error: { requested, reason: result.reason, message: result.message } };
  const { write, size, ...about } = result;
  const path = join(outputFolder, `${requested}.${extensions[result.format]}`);
  await write(path);
  const hash = hashOf(path);
  const metadataRemoved = await removedFrom(job.picture, result, path);
  return { output: { requested, ...about, metadataRemoved, path, hash, ...size, seconds: (performance.now() - started) / 1000 } };
}

/** By what the file has in the end, however it came to be; what is not written is the original as it came. */
async function removedFrom({ groups }: Picture, { format, outcome }: Result, path: string): Promise<EngineOutput["metadataRemoved"]> {
  if (groups.length === 0 || !outputFormats.some((written) => written === format)) return [];
  const encoded = outcome === "compressed" || outcome === "larger_required";
  if (!encoded && strips[format] === null) return [];
  // No encoder writes a gain map, whatever the notes that were carried over still say.
  return removedGroups(
    groups,
    metadataGroups(await readHeader(path)).filter((group) => !encoded || group !== "gain_map"),
  );
}

async function chooseResult(job: EncodeJob, requested: RecipeFormat, encode: Encode): Promise<Result | EngineError> {
  const { picture, size, recipe } = job;
  const barrier = barrierTo(picture, requested, size, recipe);
  if (barrier === null && picture.hidesFrames) {
    const original = await takeOriginal(picture, recipe, null);
    if (typeof original !== "string") return decoded(picture, kept(job, original, "animation_kept", []));
  }
  const own = barrier === null ? await takeOwn(picture, recipe) : null;
  if (own !== null) return decoded(picture, kept(job, own, "compressed_before", []));
  const within = barrier === null ? await takeWithin(picture, recipe) : null;
  if (within !== null) return decoded(picture, kept(job, within, "within_budget", []));
  const ways = await candidatesFor(requested, picture, targetOf(recipe) !== null);
  const weighed = await weighAgainst(ways, encode, barrier === null ? mostBytesFor(picture, recipe) : null);
  const untouched = weighed.best === null ? await takeOriginal(picture, recipe, null) : null;
  if (untouched !== null && typeof untouched !== "string") return decoded(picture, kept(job, untouched, "not_smaller", weighed.candidates));
  // What cannot be freed of its notes as it is has to be encoded, whatever comes of it.
  const { best, candidates } = weighed.best === null ? await weigh(ways, encode) : weighed;
  const written = (file: Encoding, reason: Barrier | null) => encoded(job, file, reason, candidates);
  if (barrier === null && !(best instanceof EngineError) && isSurelyBetter(best, job)) return written(best, null);
  const original = barrier ?? (await takeOriginal(picture, recipe, best instanceof EngineError ? null : best));
  if (best instanceof EngineError)
    return decoded(picture, typeof original === "string" ? best : kept(job, original, best.reason, candidates));
  if (typeof original === "string") return written(best, best.bytes > picture.bytes ? original : null);
  const reason = whyKept(original, best, recipe);
  return reason === null ? written(best, null) : kept(job, original, reason, candidates);
}

/** True where stripping could not bring the original near: most files need not be read once more to learn what they would weigh. */
function isSurelyBetter({ bytes, targetMet, fits }: Encoding, { picture, recipe }: EncodeJob): boolean {
  if (fits !== undefined && !couldFit(picture, recipe)) return fits;
  const saving = bytes < (picture.bytes - picture.noteBytes) / 2 && (recipe.minSavingPercent ?? 0) <= 50;
  return saving && targetMet !== false && fits !== false;
}

function encoded(job: EncodeJob, file: Encoding, barrier: Barrier | null, candidates: EngineOutput["candidates"]): Result {
  const { quality: encoderQuality, hasty: _, fits, scaledTo, ...about } = file;
  return {
    ...unsearched,
    ...about,
    targetMet: fits ?? about.targetMet,
    outcome: barrier === null ? "compressed" : "larger_required",
    outcomeReason: barrier,
    encoderQuality,
    target: about.score === null || isFilling(job.recipe) ? null : targetOf(job.recipe),
    candidates,
    size: scaledTo ?? job.size,
    scale: scaledTo === undefined ? null : scaledTo.width / job.size.width,
  };
}

/** Its pixels were not touched, and the score of that is known. */
function kept(
  { picture, size, recipe }: EncodeJob,
  original: Original,
  outcomeReason: string,
  candidates: EngineOutput["candidates"],
): Result {
  const { maxBytes } = recipe;
  const target = targetOf(recipe);
  const exact = target === null ? {} : { score: 100, target: isFilling(recipe) ? null : target, targetMet: true };
  return {
    ...unsearched,
    ...exact,
    ...(maxBytes !== undefined && { targetMet: original.bytes <= maxBytes }),
    outcome: original.outcome,
    outcomeReason,
    format: picture.format,
    bytes: original.bytes,
    encoderQuality: null,
    lossless: true,
    candidates: candidates.map((one) => (one.outcome === "won" ? { ...one, outcome: "lost", reason: outcomeReason } : one)),
    write: original.write,
    size,
  };
}

/** A file that no encoder has read to its end may be broken, and is no result before it was. */
async function decoded<T>(picture: Picture, result: T): Promise<T> {
  await assertDecodes(picture);
  return result;
}

const hashedAtOnce = 512 * 1024;

function hashOf(path: string): string {
  const file = openSync(path, "r");
  try {
    const hash = createHash("sha256");
    const chunk = Buffer.allocUnsafe(hashedAtOnce);
    for (;;) {
      const bytesRead = readSync(file, chunk);
      if (bytesRead === 0) return hash.digest("hex");
      hash.update(chunk.subarray(0, bytesRead));
    }
  } finally {
    closeSync(file);
  }
}
