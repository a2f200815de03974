import { stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { extensions, type OutputFormat } from "@pixpress/contracts/limits";
import type { Candidate } from "./candidates.ts";
import { codecOf, type Mode, type Packing, type Way, type WaySettings } from "./codecs.ts";
import { encodeFailure } from "./encode-failure.ts";
import { carriesOver, type EncodeJob, openFor } from "./encode-job.ts";
import { readFewColours } from "./few-colours.ts";
import { writeIndexedPng } from "./indexed-png.ts";
import { keptCopyright } from "./metadata/copyright.ts";
import { targetOf } from "./search/target.ts";
import { writeFor } from "./write-for.ts";

/** A file that was written, and what it weighs. */
export interface Attempt {
  readonly path: string;
  readonly bytes: number;
}

/** Writes a picture in the ways of a mode that are worth it: at least one. */
export async function writeAttempts(job: EncodeJob, candidate: Candidate, mode: Mode, quality: number | null): Promise<readonly Attempt[]> {
  const { format } = candidate;
  // A number of the encoder's own asks for one encode, as bare as it comes.
  const once = targetOf(job.recipe) === null;
  const name = (attempt: number | string) => join(job.folder, `${candidate.mode}-${attempt}.${extensions[format]}`);
  const packed = once || mode.pack === undefined ? null : await writePacked(job, format, mode.pack, name("packed"));
  if (packed !== null) return [packed];
  const indexed = await writeIndexed(job, format, once, name("indexed"));
  if (indexed !== null && once) return [indexed];
  const attempts = indexed === null ? [] : [indexed];
  const settings = { quality: quality ?? 0, pixels: job.size.width * job.size.height };
  try {
    for (const [index, way] of (await waysToTry(job, format, mode, settings, once)).entries()) {
      const path = name(index);
      attempts.push({ path, bytes: await writeFor(job, format, way(openFor(job, format), settings), path) });
    }
  } catch (error) {
    throw await encodeFailure(error, job.picture);
  }
  return attempts;
}

/**
 * Up to here a picture is packed: it takes up to 20 bytes a pixel, and about a second and a half of CPU for a megabyte that a
 * quick deflate leaves.
 */
const mostPacked = { pixels: 25_000_000, quickBytes: 12_000_000 } as const;

/** Packs a picture, palette included where its colours are few; null where that would take too long. */
async function writePacked(job: EncodeJob, format: OutputFormat, { way, pack }: Packing, path: string): Promise<Attempt | null> {
  if (job.size.width * job.size.height > mostPacked.pixels) return null;
  try {
    const notes = carriesOver(job) || keptCopyright(job.picture, job.recipe) !== null;
    const quick = await way(openFor(job, format)).toBuffer();
    if (quick.length > mostPacked.quickBytes) return null;
    const file = await pack(quick, { notes });
    await writeFile(path, file);
    return { path, bytes: file.length };
  } catch (error) {
    throw await encodeFailure(error, job.picture);
  }
}

/** Above this many pixels one way is chosen by a part of the picture: at 50 megapixels each costs half a minute. */
const sampledPixels = 4_000_000;
const sampledRows = 256;

async function waysToTry(
  job: EncodeJob,
  format: OutputFormat,
  { ways }: Mode,
  settings: WaySettings,
  once: boolean,
): Promise<readonly Way[]> {
  if (once || ways.length === 1) return ways.slice(0, 1);
  if (settings.pixels <= sampledPixels) return ways;
  const { width, height } = job.size;
  const rows = Math.min(sampledRows, height);
  const middle = { left: 0, top: Math.floor((height - rows) / 2), width, height: rows };
  const bytes: number[] = [];
  for (const way of ways) bytes.push((await way(openFor(job, format).extract(middle), settings).toBuffer()).length);
  return ways.filter((_, index) => index === bytes.indexOf(Math.min(...bytes)));
}

/** Few colours are written by number. A bare encode looks for them only where the input says so itself. */
async function writeIndexed(job: EncodeJob, format: OutputFormat, once: boolean, path: string): Promise<Attempt | null> {
  const { picture, size, recipe } = job;
  if (!codecOf(format).indexed || (once && !picture.palette)) return null;
  // Metadata and profiles are put into a file by sharp alone.
  if (carriesOver(job) || keptCopyright(picture, recipe) !== null) return null;
  const few = await readFewColours(picture, size);
  if (few === null) return null;
  await writeFile(path, await writeIndexedPng(few, size));
  return { path, bytes: (await stat(path)).size };
}
