import sharp, { type Sharp } from "sharp";
import { encodeFailure } from "../encode-failure.ts";
import { expectAt, lowestReaching } from "../search/ladder.ts";
import { bestOf, byLadder, pointsOf, reaches, type Tried } from "../search/refine.ts";
import { distanceOf } from "../search/score.ts";
import { during } from "../search/search-task.ts";
import type { FilmChroma } from "./film-codecs.ts";
import { type FilmSample, scoreSampled } from "./film-sample.ts";
import { aim, byMean, type FilmTask, walk } from "./film-task.ts";
import type { Frame } from "./frames.ts";
import { evenly } from "./timing.ts";
import { toFilm } from "./to-film.ts";

/** What is expected of a film before it was written once. */
export interface FilmPlan {
  readonly chroma: FilmChroma;
  /** The lowest quality that is expected to reach the target. */
  readonly quality: number;
  readonly expect: (quality: number) => number;
  /** Bytes, score and seconds to expect of it; null where nothing was tried. */
  readonly bytes: number | null;
  readonly score: number | null;
  readonly seconds: number | null;
}

/** Learns from films of the sampled frames what quality reaches the target; a film that is sampled whole is not tried twice. */
export async function planFilm(task: FilmTask, toBeat: number | null): Promise<FilmPlan> {
  const [usual, other] = task.codec.chromas;
  if (task.sample.isWhole) return { chroma: usual, quality: startOf(task), expect: byMean(task), bytes: null, score: null, seconds: null };
  try {
    return await during(task.stages, "search", async () => {
      const plan = await tryOut(task, usual, toBeat);
      if (plan.reached || other === undefined || isHopeless(task, plan, toBeat)) return plan;
      const sharper = await tryOut(task, other, toBeat);
      return sharper.score > plan.score ? sharper : plan;
    });
  } catch (error) {
    throw await encodeFailure(error, task.job.picture);
  }
}

export const startOf = (task: FilmTask): number => lowestReaching(distanceOf(task.target + aim), byMean(task));

/** A film differs more from its parts than a still does. */
const sampleErrs = 1.3;
/** What a point of score costs in bytes. */
const bytesPerPoint = 0.06;

/** True where a film that was tried, or is expected, is too large to win even at the target. */
export const isHopeless = ({ target }: FilmTask, { bytes, score }: Pick<Tried, "bytes" | "score">, toBeat: number | null): boolean =>
  toBeat !== null && bytes * Math.exp(bytesPerPoint * (target - score)) > toBeat * sampleErrs;

async function tryOut(task: FilmTask, chroma: FilmChroma, toBeat: number | null) {
  const { format, codec, sample, target, job } = task;
  const write = async (quality: number): Promise<Tried> => {
    const film = await toFilm(codec.way(openFrames(sample.frames), quality, chroma, false), format, evenly(sample.frames.length));
    const cut = await codec.way(openFrames(sample.frames.slice(0, 1)), quality, chroma, false).toBuffer();
    return { quality, bytes: expectedBytes(film.length, cut.length, sample, job.picture.frames), score: await scoreSampled(sample, film) };
  };
  const tooLarge = (first: Tried) => isHopeless(task, first, toBeat);
  const { tried, slowest } = await walk(task, startOf(task), byLadder(codec.rungs, byMean(task)), write, tooLarge);
  const best = bestOf(tried, target);
  const points = pointsOf(tried);
  const seconds = (slowest * job.picture.frames) / sample.frames.length;
  return { ...best, chroma, seconds, expect: (at: number) => expectAt(codec.rungs, points, at), reached: reaches(best, target) };
}

/** What a film would weigh without a part of it: the first frame of a stretch is a whole picture, which in the film itself only the first one is. */
export function expectedBytes(bytes: number, cut: number, { runs, frames }: Pick<FilmSample, "runs" | "frames">, all: number): number {
  const others = frames.length - runs.length;
  const between = others > 0 ? Math.max(0, bytes - runs.length * cut) / others : cut;
  return cut + between * (all - 1);
}

/** The frames as a film of their own. */
export function openFrames(frames: readonly Frame[]): Sharp {
  const [{ width, height, channels }] = frames as [Frame];
  const raw = { width, height: height * frames.length, channels, pageHeight: height };
  return sharp(Buffer.concat(frames.map(({ data }) => data)), { raw });
}
