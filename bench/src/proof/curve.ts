import type { Point } from "./points.ts";

/** A distance on which bytes are nearly a straight line: 0 is the original. */
export type Metric = "score" | "butteraugli";
const distanceBy = (metric: Metric, point: Pick<Point, Metric>): number =>
  metric === "score" ? Math.log(100 - Math.min(point.score, 99.99)) : Math.log(Math.max(point.butteraugli ?? Number.NaN, 1e-3));

/**
 * The bytes our files would have at another file's distance, between the two of our points next to it on a logarithmic scale; null where it
 * lies outside them, for a curve that is made longer proves nothing.
 */
export function bytesAt(points: readonly Point[], metric: Metric, point: Point): number | null {
  const wanted = distanceBy(metric, point);
  const along = points.map((one) => ({ x: distanceBy(metric, one), y: Math.log(one.bytes) })).toSorted((a, b) => a.x - b.x);
  for (const [index, right] of along.entries()) {
    const left = along[index - 1];
    if (left === undefined || wanted < left.x || wanted > right.x) continue;
    const share = right.x === left.x ? 0 : (wanted - left.x) / (right.x - left.x);
    return Math.exp(left.y + share * (right.y - left.y));
  }
  return null;
}
