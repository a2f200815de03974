import type { EncodeJob } from "../encode-job.ts";
import type { Deadline } from "../search/deadline.ts";
import { meanAt } from "../search/ladder.ts";
import { nextQuality, type Search, type Tried } from "../search/refine.ts";
import type { Stages } from "../search/search-task.ts";
import type { FilmCodec, FilmFormat } from "./film-codecs.ts";
import type { FilmSample } from "./film-sample.ts";

/** One format of one film, and the score to reach. */
export interface FilmTask {
  readonly job: EncodeJob;
  readonly format: FilmFormat;
  readonly codec: FilmCodec;
  readonly sample: FilmSample;
  readonly target: number;
  readonly deadline: Deadline;
  readonly stages: Stages;
}

/** What a search aims above its target. */
export const aim = 0.2;
/** Where there is a budget, the other encodes are to fill it with. */
const mostWithinBudget = 4;

/** How many whole films the search may write. */
export const mostFilms = ({ job }: FilmTask): number => (job.recipe.maxBytes === undefined ? Number.POSITIVE_INFINITY : mostWithinBudget);

/** What is expected of films in general. */
export const byMean =
  ({ codec }: FilmTask) =>
  (quality: number): number =>
    meanAt(codec.rungs, quality);

/** Writes and scores from a quality on until a film is near enough to the target, or no time is left for another one. */
export async function walk<T extends Tried>(
  task: FilmTask,
  start: number,
  foresee: Search["foresee"],
  write: (quality: number) => Promise<T>,
  isHopeless: (first: T) => boolean = () => false,
): Promise<{ readonly tried: readonly T[]; readonly slowest: number; readonly hasty: boolean }> {
  const { target, deadline } = task;
  const tried: T[] = [];
  let slowest = 0;
  for (let next: number | null = start; next !== null; next = nextQuality(tried, { target, aim, foresee, sure: false })) {
    if (tried.length > 0 && !deadline.leaves(slowest)) return { tried, slowest, hasty: true };
    const started = performance.now();
    tried.push(await write(next));
    slowest = Math.max(slowest, (performance.now() - started) / 1000);
    if (tried.length === 1 && isHopeless(tried[0] as T)) break;
    if (tried.length >= mostFilms(task)) break;
  }
  return { tried, slowest, hasty: false };
}
