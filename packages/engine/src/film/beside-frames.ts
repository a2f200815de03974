import { openPicture } from "../decode.ts";
import type { EncodeJob } from "../encode-job.ts";
import { type RiffChunk, readRiff } from "../strip/riff.ts";
import { readTiming, type Timing } from "./timing.ts";
import { isNote } from "./webp-notes.ts";

/** What a film has beside its frames. */
export interface BesideFrames {
  readonly timing: Timing;
  /** EXIF and XMP that are to be kept and that no frame carries. */
  readonly notes: readonly RiffChunk[];
}

const known = new WeakMap<EncodeJob, Promise<BesideFrames>>();

/** Read once for all films of a task. */
export function besideFrames(job: EncodeJob): Promise<BesideFrames> {
  const beside = known.get(job) ?? read(job);
  known.set(job, beside);
  return beside;
}

const read = async (job: EncodeJob): Promise<BesideFrames> => ({ timing: await readTiming(job.picture), notes: await readNotes(job) });

/** Frames that were remade one by one have lost the notes of their film; a still of it has what is kept, as it is to read at this size and turn. */
async function readNotes({ picture: { scaled, ...picture }, size, recipe }: EncodeJob): Promise<readonly RiffChunk[]> {
  if (recipe.metadata !== "keep" || scaled === undefined) return [];
  const wanted = { size, frames: false, grey: false, background: null, keepMetadata: true };
  const still = await openPicture(picture, wanted).webp({ effort: 0 }).toBuffer();
  return (readRiff(still) ?? []).filter(isNote);
}
