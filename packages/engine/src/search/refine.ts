import { ceilingQuality, expectAt, floorQuality, lowestReaching, type Rungs } from "./ladder.ts";
import { distanceOf } from "./score.ts";

/** A whole file that was written and scored. */
export interface Tried {
  readonly quality: number;
  readonly bytes: number;
  readonly score: number;
}

/** A file that misses the target by less is taken to reach it: nobody sees half a point. */
export const leeway = 0.5;
/** So much more than asked is let pass: one file more would cost as much as all probes. */
const tooGood = 1;
/** So much more is not: then a file is worth trying that may fail. */
const farTooGood = 2;
const maxTries = 4;

export const reaches = ({ score }: Tried, target: number): boolean => score >= target - leeway;

/** The smallest file that reaches the target; the closest where none does. */
export function bestOf<T extends Tried>(tried: readonly T[], target: number): T {
  const reaching = tried.filter((file) => reaches(file, target));
  return reaching.length > 0
    ? reaching.reduce((best, file) => (file.bytes < best.bytes ? file : best))
    : tried.reduce((best, file) => (file.score > best.score ? file : best));
}

interface Search {
  readonly target: number;
  readonly rungs: Rungs;
  readonly aim: number;
  /** What was expected before the first file; it stands in for the picture's slope until there are two files. */
  readonly expect: (quality: number) => number;
}

/** The quality to try next between those that failed and those that reached; null where the search is at its end. */
export function nextQuality(tried: readonly Tried[], { target, rungs, aim, expect }: Search): number | null {
  const failed = tried.filter((file) => !reaches(file, target));
  const reached = tried.filter((file) => reaches(file, target));
  const low = Math.max(floorQuality - 1, ...failed.map(({ quality }) => quality));
  const high = Math.min(ceilingQuality + 1, ...reached.map(({ quality }) => quality));
  if (high - low <= 1) return null;
  const best = reached.length > 0 ? bestOf(reached, target) : null;
  if (best !== null && (best.score <= target + tooGood || tried.length >= maxTries)) return null;
  const points = tried.map(({ quality, score }) => ({ quality, distance: distanceOf(score) }));
  const [first] = points as [(typeof points)[number]];
  const off = first.distance - expect(first.quality);
  const foresee = (quality: number) => (points.length > 1 ? expectAt(rungs, points, quality) : expect(quality) + off);
  // After as many failures as are allowed it is better to overshoot than to fail again.
  const wanted = distanceOf(target + (best === null && tried.length >= maxTries - 1 ? tooGood : aim));
  const suggested = Math.min(high - 1, Math.max(low + 1, lowestReaching(wanted, foresee)));
  const wouldFail = best !== null && best.score <= target + farTooGood && foresee(suggested) > distanceOf(target - leeway + certainty);
  return wouldFail ? null : suggested;
}

/** How sure it must be that a smaller file reaches before it is written. */
const certainty = 0.1;
