import { ceilingQuality, expectAt, floorQuality, lowestReaching, type Point, type Rungs } from "./ladder.ts";
import { distanceOf } from "./score.ts";

/** A whole file that was written and scored. */
export interface Tried {
  readonly quality: number;
  readonly bytes: number;
  readonly score: number;
  /** True where it was written in the codec's other steps. */
  readonly finer?: boolean;
}

/** A file that misses the target by less is taken to reach it: nobody sees half a point. */
export const leeway = 0.5;
/** So much more than asked is let pass: one file more would cost as much as all probes. */
export const tooGood = 1;
export const maxTries = 4;

export const reaches = ({ score }: Tried, target: number): boolean => score >= target - leeway;

/** The smallest file that reaches the target; the closest where none does. */
export function bestOf<T extends Tried>(tried: readonly T[], target: number): T {
  const reaching = tried.filter((file) => reaches(file, target));
  return reaching.length > 0
    ? reaching.reduce((best, file) => (file.bytes < best.bytes ? file : best))
    : tried.reduce((best, file) => (file.score > best.score ? file : best));
}

export interface Search {
  readonly target: number;
  readonly aim: number;
  /** The distance to expect at a quality, by the files that were written. */
  readonly foresee: (points: readonly Point[], quality: number) => number;
  /** True where a file that is expected to fail is not worth the try. */
  readonly sure: boolean;
}

/** Expects what the plan did, moved by what the first file was off, and from the second file on the picture's own slope of the ladder. */
export const byLadder =
  (rungs: Rungs, expect: (quality: number) => number): Search["foresee"] =>
  (points, quality) => {
    const [first] = points;
    if (first === undefined) return expect(quality);
    return points.length > 1 ? expectAt(rungs, points, quality) : expect(quality) + first.distance - expect(first.quality);
  };

export const pointsOf = (tried: readonly Tried[]): Point[] => tried.map(({ quality, score }) => ({ quality, distance: distanceOf(score) }));

/** The quality to try next between those that failed and those that reached; null where the search is at its end. */
export function nextQuality(tried: readonly Tried[], { target, aim, foresee, sure }: Search): number | null {
  const failed = tried.filter((file) => !reaches(file, target));
  const reached = tried.filter((file) => reaches(file, target));
  const low = Math.max(floorQuality - 1, ...failed.map(({ quality }) => quality));
  const high = Math.min(ceilingQuality + 1, ...reached.map(({ quality }) => quality));
  if (high - low <= 1) return null;
  const best = reached.length > 0 ? bestOf(reached, target) : null;
  if (best !== null && (best.score <= target + tooGood || tried.length >= maxTries)) return null;
  const points = pointsOf(tried);
  // After as many failures as are allowed it is better to overshoot than to fail again.
  const wanted = distanceOf(target + (best === null && tried.length >= maxTries - 1 ? tooGood : aim));
  const suggested = Math.min(
    high - 1,
    Math.max(
      low + 1,
      lowestReaching(wanted, (quality) => foresee(points, quality)),
    ),
  );
  const wouldFail = sure && best !== null && foresee(points, suggested) > distanceOf(target - leeway + certainty);
  return wouldFail ? null : suggested;
}

/** By so much a smaller file must be expected to reach before it is written. */
const certainty = 0.2;
