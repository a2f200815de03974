/** The mean distance of an encoder's files at every so many qualities, from the floor on. */
export interface Rungs {
  readonly every: number;
  readonly distances: readonly number[];
}

/** What is known of two encoders before a picture is seen: the cheap one that probes, and the one that writes the file. */
export interface Ladder {
  readonly probe: Rungs;
  readonly finish: Rungs;
}

/** A file's distance at a quality, measured. */
export interface Point {
  readonly quality: number;
  readonly distance: number;
}

export const floorQuality = 30;
export const ceilingQuality = 98;
/** Pictures that were JPEG before answer more steeply than the mean of all. */
const gentlest = 0.3;
const steepest = 2.5;
/** Two points so far apart tell half of the picture's own slope, nearer ones less. */
const doubt = 0.03;

/** The mean distance at a quality, between two rungs on the straight line. */
export function meanAt({ every, distances }: Rungs, quality: number): number {
  const rung = Math.min(distances.length - 1, (quality - floorQuality) / every);
  const [below, above] = [Math.floor(rung), Math.ceil(rung)].map((index) => distances[index] as number) as [number, number];
  return below + (above - below) * (rung % 1);
}

/**
 * The ladder with the finish in as fine steps as the probe: the two share their quantisers, so what lies between two rungs of the
 * finish goes by the steps of the probe, not on a straight line.
 */
export function inSteps({ probe, finish }: Ladder): Ladder {
  const shifts = finish.distances.map((distance, index) => distance - meanAt(probe, floorQuality + index * finish.every));
  const shift = { every: finish.every, distances: shifts };
  const qualities = Array.from({ length: ceilingQuality - floorQuality + 1 }, (_, index) => floorQuality + index);
  return { probe, finish: { every: 1, distances: qualities.map((quality) => meanAt(probe, quality) + meanAt(shift, quality)) } };
}

/** The distance to expect at a quality: from the nearest measured point along the ladder, at the picture's own slope once there are two. */
export const expectAt = (rungs: Rungs, points: readonly Point[], quality: number): number =>
  expectAlong((at) => meanAt(rungs, at), points, quality);

/** The distance to expect of the finish, by files of the probe. */
export const expectFinish = ({ probe, finish }: Ladder, probed: readonly Point[], quality: number): number =>
  expectAt(probe, probed, quality) + meanAt(finish, quality) - meanAt(probe, quality);

/** As `expectAt`, along any line of distances. */
export function expectAlong(line: (quality: number) => number, points: readonly Point[], quality: number): number {
  const byNearness = points.toSorted((a, b) => Math.abs(a.quality - quality) - Math.abs(b.quality - quality));
  const [nearest] = byNearness;
  if (nearest === undefined) return line(quality);
  const other = byNearness.find((point) => (point.quality - quality) * (nearest.quality - quality) < 0) ?? byNearness[1];
  const slope = other === undefined ? 1 : slopeOf(line, nearest, other);
  return nearest.distance + slope * (line(quality) - line(nearest.quality));
}

function slopeOf(line: (quality: number) => number, one: Point, other: Point): number {
  const mean = line(one.quality) - line(other.quality);
  if (Math.abs(mean) < 0.01) return 1;
  const own = Math.min(steepest, Math.max(gentlest, (one.distance - other.distance) / mean));
  return 1 + (own - 1) * (Math.abs(mean) / (Math.abs(mean) + doubt));
}

/** The lowest quality that is expected to come as near as wanted; the ceiling where none is. */
export function lowestReaching(distance: number, expect: (quality: number) => number): number {
  let quality = floorQuality;
  while (quality < ceilingQuality && expect(quality) > distance) quality++;
  return quality;
}
