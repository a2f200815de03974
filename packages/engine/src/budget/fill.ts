/** A file that was written at a quality. */
export interface Weighed {
  readonly quality: number;
  readonly bytes: number;
}

/** What is to be filled, and between which qualities. */
export interface Filling {
  readonly most: number;
  readonly lowest: number;
  readonly highest: number;
  /** What the logarithm of the bytes was expected to be before a file was written. */
  readonly expect: (quality: number) => number;
  /** The share of the budget that is aimed at, and the share that is full enough. */
  readonly aim: number;
  readonly enough: number;
  readonly mostTries: number;
}

/** A prediction is aimed so far below the budget that most of its error still fits. */
export const usualAim = 0.98;
/** Files grow along with what was expected, if not quite as steeply. */
const gentlest = 0.5;
const steepest = 2;

/** The logarithm of the bytes to expect at a quality: along what was expected from the nearest file, at the picture's own slope once there are two. */
export function expectBytes(expect: (quality: number) => number, tried: readonly Weighed[], quality: number): number {
  const byNearness = tried.toSorted((a, b) => Math.abs(a.quality - quality) - Math.abs(b.quality - quality));
  const [nearest] = byNearness;
  if (nearest === undefined) return expect(quality);
  const other = byNearness.find((file) => (file.quality - quality) * (nearest.quality - quality) < 0) ?? byNearness[1];
  const slope = other === undefined ? 1 : slopeOf(expect, nearest, other);
  return Math.log(nearest.bytes) + slope * (expect(quality) - expect(nearest.quality));
}

function slopeOf(expect: (quality: number) => number, one: Weighed, other: Weighed): number {
  const expected = expect(one.quality) - expect(other.quality);
  if (Math.abs(expected) < 0.005) return 1;
  return Math.min(steepest, Math.max(gentlest, Math.log(one.bytes / other.bytes) / expected));
}

/** The quality to try next: the highest that is expected to fit, between what fits and what does not; null where the search is at its end. */
export function nextToFill(tried: readonly Weighed[], filling: Filling): number | null {
  const { most, lowest, highest, aim, enough, mostTries, expect } = filling;
  const fitting = fittest(tried, most);
  const low = fitting?.quality ?? lowest - 1;
  const high = Math.min(highest + 1, ...tried.filter(({ bytes, quality }) => bytes > most && quality > low).map(({ quality }) => quality));
  if (high - low <= 1 || tried.length >= mostTries) return null;
  if (fitting !== null && fitting.bytes >= enough * most) return null;
  // One that fits is owed: the last try is not spent on a guess.
  if (fitting === null && tried.length === mostTries - 1) return lowest;
  let next = high - 1;
  while (next > low + 1 && expectBytes(expect, tried, next) > Math.log(Math.max(1, aim * most))) next--;
  return next;
}

/** The file of the highest quality that fits; null where none does. */
export function fittest<T extends Weighed>(tried: readonly T[], most: number): T | null {
  const fitting = tried.filter(({ bytes }) => bytes <= most);
  return fitting.length === 0 ? null : fitting.reduce((best, file) => (file.quality > best.quality ? file : best));
}

/** Writes files until one fills the budget, or there is no time for another; the files that were there already count as tries. */
export async function fillUp<T extends Weighed>(
  write: (quality: number) => Promise<T>,
  filling: Filling,
  { known, hasTime }: { readonly known: readonly T[]; readonly hasTime: (slowest: number) => boolean },
): Promise<readonly T[]> {
  const tried = [...known];
  let slowest = 0;
  for (
    let next = nextToFill(tried, filling);
    next !== null && (tried.length === 0 || hasTime(slowest));
    next = nextToFill(tried, filling)
  ) {
    const started = performance.now();
    tried.push(await write(next));
    slowest = Math.max(slowest, (performance.now() - started) / 1000);
  }
  return tried;
}
