import { score } from "@pixpress/ssimulacra2";
import sharp, { type SharpOptions } from "sharp";
import { openPicture } from "../decode.ts";
import { decodeFailure } from "../decode-failure.ts";
import type { EncodeJob } from "../encode-job.ts";
import { type Frame, readFrames } from "./frames.ts";
import { type Run, runsOf } from "./runs.ts";

/** The frames by which a film is judged, as they are to look. */
export interface FilmSample {
  readonly runs: readonly Run[];
  readonly frames: readonly Frame[];
  /** True where it is all of the film. */
  readonly isWhole: boolean;
}

const samples = new WeakMap<EncodeJob, Promise<FilmSample>>();

/** Decoded once for all candidates of a task. */
export function sampleOf(job: EncodeJob): Promise<FilmSample> {
  const sample = samples.get(job) ?? take(job);
  samples.set(job, sample);
  return sample;
}

async function take({ picture, size }: EncodeJob): Promise<FilmSample> {
  const runs = runsOf(picture.frames, size.width * size.height);
  const frames: Frame[] = [];
  try {
    for (const run of runs) {
      const image = openPicture(picture, { size, frames: run, grey: false, background: null, keepMetadata: false });
      frames.push(...(await readFrames(image, size)));
    }
  } catch (error) {
    throw decodeFailure(error, picture);
  }
  return { runs, frames, isWhole: frames.length === picture.frames };
}

/** A film of our own making: no limit of ours could be passed here. */
const openFilm = (file: Buffer | string, pages: SharpOptions) => sharp(file, { limitInputPixels: false, ...pages });

/** The score of a film of the sampled frames alone. */
export async function scoreSampled({ frames }: FilmSample, film: Buffer): Promise<number> {
  const [first] = frames as [Frame];
  const seen = await readFrames(openFilm(film, { pages: -1 }), first);
  return lowScore(frames.map((frame, index) => score(frame, seen[index] as Frame)));
}

/** The score of an encoded film, by the frames that were sampled. */
export async function scoreFilm({ runs, frames }: FilmSample, path: string): Promise<number> {
  const [first] = frames as [Frame];
  const scores: number[] = [];
  for (const { from, count } of runs) {
    const seen = await readFrames(openFilm(path, { page: from, pages: count }), first);
    for (const frame of seen) scores.push(score(frames[scores.length] as Frame, frame));
  }
  return lowScore(scores);
}

/** So many of the frames may look worse than the film's score says: of up to ten none. */
const worseShare = 0.1;

/** The score of a film by its frames': the worst, but for one in ten. */
export function lowScore(scores: readonly number[]): number {
  return scores.toSorted((a, b) => a - b)[Math.floor((scores.length - 1) * worseShare)] as number;
}
