import type { Matrix } from "./build-profile.ts";

/** D50 colourants of sRGB, as every profile of it carries them: red, green, blue, each X, Y, Z. */
const primaries = { rXYZ: [0.4361, 0.2225, 0.0139], gXYZ: [0.3851, 0.7169, 0.0971], bXYZ: [0.1431, 0.0606, 0.7141] } as const;
/** Wide enough for the rounding of old profiles, an eighth of the way to the nearest other space. */
const primaryTolerance = 0.004;
/** Tells sRGB's curve from a plain gamma of 2.2, which is 0.0037 off at a tenth. */
const curveTolerance = 0.002;
const curvePoints = [0.1, 0.25, 0.5, 0.75, 0.9];

/**
 * True where a profile describes sRGB (or grey with sRGB's curve): the pixels are what they would be without it.
 * It goes by the numbers, for a profile's name says anything.
 */
export function isSrgbProfile(icc: Buffer): boolean {
  try {
    const tags = readTags(icc);
    const curves = ["rTRC", "gTRC", "bTRC", "kTRC"].flatMap((name) => tags.get(name) ?? []);
    const space = icc.toString("latin1", 16, 20);
    if (space === "GRAY") return curves.length === 1 && curves.every(isSrgbCurve);
    if (space !== "RGB " || tags.has("A2B0") || curves.length !== 3) return false;
    return curves.every(isSrgbCurve) && Object.entries(primaries).every(([name, wanted]) => isNear(tags.get(name), wanted));
  } catch (error) {
    // A profile that cannot be read to its end is not known to be sRGB.
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** How far the curves of a profile are from sRGB's at most; endless where it has none, as tables and inks do. */
export function distanceFromSrgbCurve(icc: Buffer): number {
  try {
    const tags = readTags(icc);
    const curves = ["rTRC", "gTRC", "bTRC", "kTRC"].flatMap((name) => tags.get(name) ?? []);
    if (tags.has("A2B0") || curves.length === 0) return Number.POSITIVE_INFINITY;
    const distances = curves.flatMap((tag) => curvePoints.map((x) => Math.abs(curveOf(tag)(x) - srgbCurve(x))));
    return Math.max(...distances.map((distance) => (Number.isNaN(distance) ? Number.POSITIVE_INFINITY : distance)));
  } catch (error) {
    if (error instanceof RangeError) return Number.POSITIVE_INFINITY;
    throw error;
  }
}

/** What red, green and blue of a profile are under D50; null where it is none of three colours and their curves. */
export function colourantsOf(icc: Buffer): Matrix | null {
  try {
    const tags = readTags(icc);
    const colourants = ["rXYZ", "gXYZ", "bXYZ"].map((name) => tags.get(name));
    if (icc.toString("latin1", 16, 20) !== "RGB " || tags.has("A2B0") || colourants.includes(undefined)) return null;
    return (colourants as Buffer[]).map((tag) => [fixed(tag, 8), fixed(tag, 12), fixed(tag, 16)]) as unknown as Matrix;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function readTags(icc: Buffer): ReadonlyMap<string, Buffer> {
  const count = Math.min(icc.readUInt32BE(128), 100);
  const tags = new Map<string, Buffer>();
  for (let index = 0; index < count; index++) {
    const entry = 132 + index * 12;
    const start = icc.readUInt32BE(entry + 4);
    tags.set(icc.toString("latin1", entry, entry + 4), icc.subarray(start, start + icc.readUInt32BE(entry + 8)));
  }
  return tags;
}

const fixed = (tag: Buffer, offset: number): number => tag.readInt32BE(offset) / 65_536;

function isNear(tag: Buffer | undefined, wanted: readonly number[]): boolean {
  return tag !== undefined && wanted.every((value, index) => Math.abs(fixed(tag, 8 + index * 4) - value) < primaryTolerance);
}

const srgbCurve = (x: number): number => (x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);

const curveOf = (tag: Buffer): ((x: number) => number) => (tag.toString("latin1", 0, 4) === "para" ? parametric(tag) : sampled(tag));

const isSrgbCurve = (tag: Buffer): boolean => curvePoints.every((x) => Math.abs(curveOf(tag)(x) - srgbCurve(x)) < curveTolerance);

/** A curve by formula: a plain gamma, or of the kinds that can be sRGB. */
function parametric(tag: Buffer): (x: number) => number {
  const kind = tag.readUInt16BE(8);
  if (kind === 0) return (x) => x ** fixed(tag, 12);
  if (kind < 3 || kind > 4) return () => Number.NaN;
  const [gamma, a, b, c, d, e, f] = [0, 1, 2, 3, 4, 5, 6].map((index) => (index < 5 || kind === 4 ? fixed(tag, 12 + index * 4) : 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return (x) => (x >= d ? (a * x + b) ** gamma + e : c * x + f);
}

function sampled(tag: Buffer): (x: number) => number {
  const count = tag.readUInt32BE(8);
  if (count === 0) return (x) => x;
  if (count === 1) return (x) => x ** (tag.readUInt16BE(12) / 256);
  return (x) => {
    const place = x * (count - 1);
    const low = Math.floor(place);
    const [below, above] = [low, Math.min(low + 1, count - 1)].map((index) => tag.readUInt16BE(12 + index * 2)) as [number, number];
    return (below + (above - below) * (place - low)) / 65_535;
  };
}
