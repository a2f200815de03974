import { join } from "node:path";
import type { Output } from "@pixpress/contracts";
import { extensions } from "@pixpress/contracts/limits";
import type { Sharp } from "sharp";
import type { Candidate } from "../candidates.ts";
import { encodeFailure } from "../encode-failure.ts";
import { type EncodeJob, openFor } from "../encode-job.ts";
import type { Deadline } from "../search/deadline.ts";
import type { Skipped } from "../search/encode-to-target.ts";
import { floorQuality } from "../search/ladder.ts";
import { bestOf, byLadder, reaches, type Tried } from "../search/refine.ts";
import { during, type Stages } from "../search/search-task.ts";
import type { Standing } from "../standing.ts";
import { type FilmChroma, filmCodecs, filmFormat } from "./film-codecs.ts";
import { sampleOf, scoreFilm } from "./film-sample.ts";
import { byMean, type FilmTask, mostFilms, walk } from "./film-task.ts";
import { expectedBytes, isHopeless, openFrames, planFilm, startOf } from "./plan-film.ts";
import { evenly } from "./timing.ts";
import { toFilm, writeFilm } from "./to-film.ts";

/** A film that was written, and how near it is. */
export interface FoundFilm {
  readonly path: string;
  readonly bytes: number;
  readonly score: number;
  /** The encoder's own number; null where it has none. */
  readonly quality: number | null;
  /** Null where there was nothing to search. */
  readonly end: "reached" | "floor" | "unreachable" | null;
  readonly encodes: number;
  readonly effort: number | null;
  readonly effortReason: Output["effortReason"];
  readonly hasty: boolean;
  readonly stages: Stages;
}

/**
 * Finds the smallest film of a format whose score reaches the target (docs/decisions/145-films-by-score.md). Where there is
 * another file already, only if a part of it says that it may be smaller, and if there is time for it.
 */
export async function encodeFilm(
  { job, deadline }: { readonly job: EncodeJob; readonly deadline: Deadline },
  candidate: Candidate,
  target: number,
  standing: Standing,
): Promise<FoundFilm | Skipped> {
  const stages: Stages = { decode: 0, search: 0, encode: 0, score: 0 };
  const format = filmFormat(candidate.format);
  const codec = filmCodecs[format];
  const sample = await during(stages, "decode", () => sampleOf(job));
  const task: FilmTask = { job, format, codec, sample, target, deadline, stages };
  return candidate.mode === "lossless" ? encodeExactly(task, standing.toBeat) : search(task, standing);
}

async function search(task: FilmTask, { toBeat, hasRival }: Standing): Promise<FoundFilm | Skipped> {
  const { codec, sample, target, deadline, stages } = task;
  if (hasRival && !deadline.leaves(0)) return { skipped: "out_of_time" };
  const plan = await planFilm(task, toBeat);
  const { bytes, score } = plan;
  if (bytes !== null && score !== null && isHopeless(task, { bytes, score }, toBeat)) return { skipped: "larger_by_probe" };
  if (hasRival && !deadline.leaves(plan.seconds ?? (await secondsOf(task, (image) => codec.way(image, plan.quality, plan.chroma, false)))))
    return { skipped: "out_of_time" };
  const quick = plan.seconds !== null && !deadline.leaves(plan.seconds);
  const tooLarge = (first: Written) => isHopeless(task, first, toBeat);
  const foresee = byLadder(codec.rungs, plan.expect);
  const writing = (chroma: FilmChroma) => (quality: number) => write(task, chroma, quality, quick);
  const { tried: usual, hasty } = await walk(task, plan.quality, foresee, writing(plan.chroma), tooLarge);
  if (tooLarge(usual[0] as Written)) return { skipped: "larger_by_probe" };
  const other = codec.chromas.find((chroma) => chroma !== plan.chroma);
  const isShort = sample.isWhole && !hasty && usual.length < mostFilms(task) && !reaches(bestOf(usual, target), target);
  const more =
    isShort && other !== undefined ? (await walk(task, startOf(task), byLadder(codec.rungs, byMean(task)), writing(other))).tried : [];
  const tried = [...usual, ...more];
  const best = bestOf(tried, target);
  const isFloor = best.quality === floorQuality && best.score > target;
  return {
    ...best,
    quality: codec.numbered ? best.quality : null,
    end: !reaches(best, target) ? "unreachable" : isFloor ? "floor" : "reached",
    encodes: tried.length,
    effort: quick ? codec.quickEffort : codec.effort,
    effortReason: quick ? "out_of_time" : null,
    hasty: quick || hasty,
    stages,
  };
}

interface Written extends Tried {
  readonly path: string;
}

async function write(
  { job, format, codec, sample, stages }: FilmTask,
  chroma: FilmChroma,
  quality: number,
  quick: boolean,
): Promise<Written> {
  const path = join(job.folder, `film-${chroma}-${quality}.${extensions[format]}`);
  try {
    const film = codec.way(openFor(job, format), quality, chroma, quick);
    const bytes = await during(stages, "encode", () => writeFilm(job, format, film, path));
    return { path, quality, bytes, score: await during(stages, "score", () => scoreFilm(sample, path)) };
  } catch (error) {
    throw await encodeFailure(error, job.picture);
  }
}

/** What the whole film is likely to take, by its first frame. */
async function secondsOf({ job, sample, stages }: FilmTask, way: (image: Sharp) => Sharp): Promise<number> {
  const started = performance.now();
  try {
    await during(stages, "search", () => way(openFrames(sample.frames.slice(0, 1))).toBuffer());
  } catch (error) {
    throw await encodeFailure(error, job.picture);
  }
  return ((performance.now() - started) / 1000) * job.picture.frames;
}

/** Without loss, unless a part of it says that it will be larger. */
async function encodeExactly(task: FilmTask, toBeat: number | null): Promise<FoundFilm | Skipped> {
  const { job, format, codec, sample, target, deadline, stages } = task;
  const { lossless } = codec;
  if (lossless === null) throw new Error(`${format} has no lossless films`);
  const path = join(job.folder, `film-exact.${extensions[format]}`);
  // It is the dearest of all and never the only candidate: it is not begun where it might not be done.
  if (!deadline.leaves(await secondsOf(task, lossless))) return { skipped: "out_of_time" };
  try {
    if (toBeat !== null && !sample.isWhole) {
      const run = { runs: sample.runs.slice(0, 1), frames: sample.frames.slice(0, sample.runs[0]?.count) };
      const bytesOf = async (count: number) =>
        (await toFilm(lossless(openFrames(run.frames.slice(0, count))), format, evenly(count))).length;
      const expected = async () => expectedBytes(await bytesOf(run.frames.length), await bytesOf(1), run, job.picture.frames);
      const expecting = { bytes: await during(stages, "search", expected), score: target };
      if (isHopeless(task, expecting, toBeat)) return { skipped: "larger_by_probe" };
    }
    const bytes = await during(stages, "encode", () => writeFilm(job, format, lossless(openFor(job, format)), path));
    return { path, bytes, score: 100, quality: null, end: null, encodes: 1, effort: null, effortReason: null, hasty: false, stages };
  } catch (error) {
    throw await encodeFailure(error, job.picture);
  }
}
