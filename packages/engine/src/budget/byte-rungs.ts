import type { Chroma, SearchedFormat } from "../search/searched-codec.ts";

/** The mean logarithm of bytes a pixel at some qualities, in order. */
export type ByteRungs = readonly (readonly [quality: number, logBytes: number])[];

/**
 * Of the finish of each codec, over 12 kodak images and the middle of 12 photographs (of AVIF every second one; November 2026, sharp 0.35.5). A picture
 * differs from the mean by an offset, which its first file tells, and hardly in its slope.
 */
const jpeg420: ByteRungs = [
  [1, -4.72],
  [5, -4.52],
  [10, -4.1],
  [15, -3.82],
  [20, -3.62],
  [25, -3.46],
  [30, -3.33],
  [35, -3.22],
  [40, -3.12],
  [45, -3.04],
  [50, -2.96],
  [55, -2.88],
  [60, -2.81],
  [65, -2.71],
  [70, -2.6],
  [75, -2.47],
  [80, -2.27],
  [85, -2.08],
  [90, -1.8],
  [95, -1.44],
  [98, -1],
  [100, -0.72],
];
const jpeg444: ByteRungs = [
  [1, -4.2],
  [5, -4.07],
  [10, -3.75],
  [15, -3.51],
  [20, -3.33],
  [25, -3.18],
  [30, -3.06],
  [35, -2.95],
  [40, -2.86],
  [45, -2.78],
  [50, -2.7],
  [55, -2.61],
  [60, -2.54],
  [65, -2.44],
  [70, -2.34],
  [75, -2.19],
  [80, -1.99],
  [85, -1.8],
  [90, -1.51],
  [95, -1.16],
  [98, -0.68],
  [100, -0.38],
];
const webp: ByteRungs = [
  [1, -4.34],
  [5, -4.04],
  [10, -3.84],
  [15, -3.69],
  [20, -3.56],
  [25, -3.45],
  [30, -3.36],
  [35, -3.27],
  [40, -3.18],
  [45, -3.1],
  [50, -3.04],
  [55, -2.97],
  [60, -2.9],
  [65, -2.84],
  [70, -2.78],
  [75, -2.7],
  [80, -2.49],
  [85, -2.23],
  [90, -1.88],
  [95, -1.45],
  [98, -1.2],
  [100, -1.13],
];
const avif: ByteRungs = [
  [1, -4.92],
  [10, -4.55],
  [20, -4.15],
  [30, -3.77],
  [40, -3.35],
  [50, -2.9],
  [60, -2.53],
  [70, -2.22],
  [80, -1.93],
  [90, -1.51],
  [98, -0.87],
];

/** The highest number of each encoder that still means something. */
export const highestQuality = { jpeg: 100, webp: 100, avif: 98 } as const satisfies Record<SearchedFormat, number>;

/** AVIF's colour weighs little: one table does for both. */
export function byteRungsOf(format: SearchedFormat, chroma: Chroma): ByteRungs {
  if (format === "jpeg") return chroma === "4:4:4" ? jpeg444 : jpeg420;
  return format === "webp" ? webp : avif;
}

/** The mean at a quality, between two rungs on the straight line. */
export function bytesAt(rungs: ByteRungs, quality: number): number {
  const above = Math.max(
    1,
    rungs.findIndex(([at]) => at >= quality),
  );
  const [low, high] = [rungs[above - 1], rungs[above]] as [ByteRungs[number], ByteRungs[number]];
  return low[1] + ((high[1] - low[1]) * (quality - low[0])) / (high[0] - low[0]);
}
