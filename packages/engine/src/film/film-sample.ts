import { score } from "@pixpress/ssimulacra2";
import sharp, { type SharpOptions } from "sharp";
import { openPicture, readHeader } from "../decode.ts";
import { decodeFailure } from "../decode-failure.ts";
import type { EncodeJob } from "../encode-job.ts";
import { type Frame, readFrames } from "./frames.ts";
import { type Run, runsOf } from "./runs.ts";
import { placeIn, type Timing } from "./timing.ts";

/** The frames by which a film is judged, as they are to look. */
export interface FilmSample {
  readonly runs: readonly Run[];
  readonly frames: readonly Frame[];
  readonly timing: Timing;
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
  return { runs, frames, timing: await readTiming(picture.path), isWhole: frames.length === picture.frames };
}

async function readTiming(path: string): Promise<Timing> {
  const { pages: frames = 1, delay: delays = [] } = await readHeader(path);
  return { frames, delays };
}

/** A film of our own making: no limit of ours could be passed here. */
const openFilm = (file: Buffer | string, pages: SharpOptions) => sharp(file, { limitInputPixels: false, ...pages });

/** The score of a film of the sampled frames alone. */
export async function scoreSampled({ frames }: FilmSample, film: Buffer): Promise<number> {
  const [first] = frames as [Frame];
  const seen = await readFrames(openFilm(film, { pages: -1 }), first);
  // A film of equal frames is one frame.
  return lowScore(frames.map((frame, index) => score(frame, seen[Math.min(index, seen.length - 1)] as Frame)));
}

/** The score of an encoded film, by those of its frames that show what was sampled. */
export async function scoreFilm({ runs, frames, timing }: FilmSample, path: string): Promise<number> {
  const encoded = await readTiming(path);
  const [first] = frames as [Frame];
  const scores: number[] = [];
  for (const { from, count } of runs) {
    const places = Array.from({ length: count }, (_, index) => placeIn(encoded, timing, from + index));
    const [page, last] = [places[0] as number, places.at(-1) as number];
    const options = encoded.frames === 1 ? {} : { page, pages: last - page + 1 };
    const seen = await readFrames(openFilm(path, options), first);
    for (const place of places) scores.push(score(frames[scores.length] as Frame, seen[place - page] as Frame));
  }
  return lowScore(scores);
}

/** So many of the frames may look worse than the film's score says: of up to ten none. */
const worseShare = 0.1;

/** The score of a film by its frames': the worst, but for one in ten. */
export function lowScore(scores: readonly number[]): number {
  return scores.toSorted((a, b) => a - b)[Math.floor((scores.length - 1) * worseShare)] as number;
}
