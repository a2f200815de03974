import { expectAlong } from "./ladder.ts";
import { ladderErrs, type OwnSteps } from "./own-steps.ts";
import { bestOf, maxTries, nextQuality, pointsOf, reaches, type Search, type Tried, tooGood } from "./refine.ts";
import { distanceOf } from "./score.ts";

/** What the next file is to be written with. */
export interface Setting {
  readonly quality: number;
  /** In the codec's other steps. */
  readonly finer: boolean;
}

/** The picture's own steps, in the codec's two kinds. */
export interface OwnLadder {
  /** True where they are asked for the first file, too; else only after one missed. */
  readonly first: boolean;
  readonly usual: OwnSteps;
  /** Null where the codec has but one kind. */
  readonly finer: OwnSteps | null;
  /** How much farther from the picture the whole is than that part is. */
  readonly off: number;
}

/** More than this above the target, and steps of the other kind may end nearer. */
const stair = 0.7;
/** By less they are not worth it. */
const gain = 0.3;

/** The setting to try next, by a part of the picture; null where the search is at its end. */
export async function nextSetting(
  tried: readonly Tried[],
  own: OwnLadder,
  { target, aim }: Pick<Search, "target" | "aim">,
): Promise<Setting | null> {
  const best = tried.length > 0 ? bestOf(tried, target) : null;
  const reached = best !== null && reaches(best, target);
  if (reached && (best.score <= target + tooGood || tried.length >= maxTries)) return null;
  const off = offOf(tried, own);
  const suggest = (steps: OwnSteps, finer: boolean): Promise<Expected | null> =>
    suggestBy(
      steps,
      tried.filter((file) => (file.finer ?? false) === finer),
      { target, aim, off },
    );
  const usual = await suggest(own.usual, false);
  if (own.finer === null || (usual !== null && usual.score <= target + stair)) return usual && { quality: usual.quality, finer: false };
  const fine = await suggest(own.finer, true);
  const rival = usual ?? (reached ? best : null);
  const isNearer = fine !== null && fine.score >= target && fine.score < (rival?.score ?? 100) - gain;
  if (isNearer && (rival === null || (await isSmaller(own, own.finer, fine.quality, rival)))) return { quality: fine.quality, finer: true };
  // In other steps than the best file's, what is expected to come no nearer is not worth a file.
  const isIdle = reached && best.finer === true && usual !== null && usual.score > best.score - gain;
  return usual === null || isIdle ? null : { quality: usual.quality, finer: false };
}

async function isSmaller({ usual }: OwnLadder, finer: OwnSteps, quality: number, rival: Tried | Expected): Promise<boolean> {
  const against = "finer" in rival && rival.finer === true ? finer : usual;
  return (await finer.learn(quality)).bytes < (await against.learn(rival.quality)).bytes;
}

interface Expected {
  readonly quality: number;
  readonly score: number;
}

async function suggestBy(
  steps: OwnSteps,
  tried: readonly Tried[],
  { target, aim, off }: Pick<Search, "target" | "aim"> & { readonly off: number },
): Promise<Expected | null> {
  const search = { target, aim, foresee: byTiles(steps, off), sure: true };
  const foresee = (quality: number) => search.foresee(pointsOf(tried), quality);
  const wanted = distanceOf(target + aim);
  const quality = await steps.settle(
    () => nextQuality(tried, search),
    (at) => foresee(at) <= wanted + ladderErrs,
  );
  return quality === null ? null : { quality, score: 100 - Math.exp(foresee(quality)) };
}

/** Expects of the whole what the part says, moved by what the nearest file was off and at the slope of the nearest two. */
const byTiles =
  (steps: OwnSteps, off: number): Search["foresee"] =>
  (points, quality) =>
    points.length === 0 ? steps.at(quality) + off : expectAlong((at) => steps.at(at), points, quality);

/** How much farther the whole is than the part, by the last file that was written. */
function offOf(tried: readonly Tried[], { usual, finer, off }: OwnLadder): number {
  const last = tried.at(-1);
  if (last === undefined) return off;
  const steps = last.finer === true && finer !== null ? finer : usual;
  return distanceOf(last.score) - steps.at(last.quality);
}
