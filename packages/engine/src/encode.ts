import { stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Recipe } from "@pixpress/contracts";
import { extensions, type OutputFormat } from "@pixpress/contracts/limits";
import type { Candidate } from "./candidates.ts";
import { codecOf, type Mode } from "./codecs.ts";
import { assertDecodes, openPicture } from "./decode.ts";
import { lacksMemory, messageOf, outOfMemory, speaksOfMemory } from "./decode-failure.ts";
import { EngineError } from "./engine-error.ts";
import { readFewColours } from "./few-colours.ts";
import { writeIndexedPng } from "./indexed-png.ts";
import { type Copyright, keptCopyright } from "./metadata/copyright.ts";
import type { Picture, Size } from "./picture.ts";

/** A picture encoded to a file. */
export interface Encoding {
  readonly format: OutputFormat;
  readonly path: string;
  readonly bytes: number;
  readonly quality: number | null;
  readonly lossless: boolean;
}

/** What every encoding of one task has in common. */
export interface EncodeJob {
  readonly picture: Picture;
  readonly size: Size;
  readonly recipe: Recipe;
  readonly folder: string;
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
  const smallest = attempts.reduce((best, attempt) => (attempt.bytes < best.bytes ? attempt : best));
  return { ...smallest, format, quality, lossless: candidate.mode === "lossless" };
}

type Attempt = Pick<Encoding, "path" | "bytes">;

async function writeAttempts(
  job: EncodeJob,
  candidate: Candidate,
  mode: Mode,
  quality: number | null,
): Promise<readonly [Attempt, ...Attempt[]]> {
  // A number of the encoder's own asks for one encode, as bare as it comes.
  const once = typeof job.recipe.quality === "object";
  const name = (attempt: number | string) => join(job.folder, `${candidate.mode}-${attempt}.${extensions[candidate.format]}`);
  const indexed = await writeIndexed(job, candidate, once, name("indexed"));
  if (indexed !== null && once) return [indexed];
  const attempts = indexed === null ? [] : [indexed];
  for (const [index, attempt] of mode.attempts.slice(0, once ? 1 : mode.attempts.length).entries()) {
    const path = name(index);
    try {
      const { size } = await attempt(openFor(job, candidate.format), quality ?? 0).toFile(path);
      attempts.push({ path, bytes: size });
    } catch (error) {
      throw await explain(error, job.picture);
    }
  }
  return attempts as [Attempt, ...Attempt[]];
}

function openFor({ picture, size, recipe }: EncodeJob, format: OutputFormat) {
  const codec = codecOf(format);
  const keepMetadata = recipe.metadata === "keep";
  const image = openPicture(picture, {
    size,
    frames: codec.films,
    grey: codec.grey,
    background: codec.alpha ? null : recipe.background,
    keepMetadata,
  });
  const copyright = keptCopyright(picture, recipe);
  return copyright === null ? image : image.withExif({ IFD0: tagsOf(copyright) });
}

const tagsOf = ({ artist, copyright }: Copyright): Record<string, string> => ({
  ...(artist !== null && { Artist: artist }),
  ...(copyright !== null && { Copyright: copyright }),
});

/** Few colours are written by number. A bare encode looks for them only where the input says so itself. */
async function writeIndexed(
  { picture, size, recipe }: EncodeJob,
  { format }: Candidate,
  once: boolean,
  path: string,
): Promise<Attempt | null> {
  if (!codecOf(format).indexed || (once && !picture.palette)) return null;
  // Metadata is put into a file by sharp alone.
  if (recipe.metadata === "keep" || keptCopyright(picture, recipe) !== null) return null;
  const few = await readFewColours(picture, size);
  if (few === null) return null;
  await writeFile(path, await writeIndexedPng(few, size));
  return { path, bytes: (await stat(path)).size };
}

function qualityOf(mode: Mode, { quality }: Recipe): number | null {
  if (mode.qualities === null) return null;
  if (typeof quality === "string") return mode.qualities[quality];
  if ("encoder" in quality) return quality.encoder;
  throw new EngineError("encode", "encode_failed", "A score as the target is not supported yet.", { retryable: false });
}

/** Decoding and encoding fail with one voice, so the file is decoded alone to learn which it was. */
async function explain(cause: unknown, picture: Picture): Promise<EngineError> {
  if (speaksOfMemory(cause)) return outOfMemory("encode", cause);
  if (/no space left|disk quota/i.test(messageOf(cause))) {
    return new EngineError("encode", "encode_failed", "There is no room on the disk for the result.", { cause, retryable: true });
  }
  try {
    await assertDecodes(picture);
  } catch (error) {
    if (error instanceof EngineError) return error;
    throw error;
  }
  if (lacksMemory(picture, "encode")) return outOfMemory("encode", cause);
  return new EngineError("encode", "encode_failed", "The encoder failed on this image.", { cause, retryable: false });
}
