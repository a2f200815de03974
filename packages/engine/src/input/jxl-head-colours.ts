import { chosen, type ReadBits, readEnum, readLong } from "./jxl-bits.ts";
import { type JxlColours, readJxlColours } from "./jxl-colours.ts";
import { readJxlProfile } from "./jxl-profile.ts";

/** What a head says of colours, and where. */
export interface JxlHeadColours extends JxlColours {
  readonly icc: Buffer | null;
  /** True where the pixels are stored as the eye has them, and the decoder brings them into their space. */
  readonly xyb: boolean;
  /** True where it goes the usual way about that. */
  readonly usualTransform: boolean;
  /** The first bit and the one after the last of what is said of the space, and of the way into it; and the first byte of the pixels. */
  readonly places: { readonly space: Span; readonly transform: Span; readonly pixels: number };
}
type Span = readonly [start: number, end: number];

const channelKinds = { alpha: 0, spot: 2, filter: 5 } as const;
/** How many halves each table of weights for enlarging takes. */
const weights = [15, 55, 210];
const opsinHalves = 16;
const mostExtensionBits = 1_000_000;

/** Reads on to the end of the head, from where the depth of the samples stands. */
export function readHeadColours(read: ReadBits, place: () => number, extended: boolean): JxlHeadColours {
  skipDepth(read);
  read(1);
  for (let left = chosen(read, [0, 0], [1, 0], [2, 4], [1, 12]); left > 0; left--) skipChannel(read);
  const xyb = read(1) === 1;
  const spaceStart = place();
  const colours = readJxlColours(read);
  const space = [spaceStart, place()] as const;
  if (extended && read(1) === 0) skipToneMapping(read);
  skipExtensions(read);
  const transformStart = place();
  const usualTransform = read(1) === 1;
  if (!usualTransform) skipTransform(read, xyb);
  const transform = [transformStart, place()] as const;
  const icc = colours.profiled ? readJxlProfile(read) : null;
  return { ...colours, icc, xyb, usualTransform, places: { space, transform, pixels: Math.ceil(place() / 8) } };
}

const skipHalves = (read: ReadBits, count: number): void => {
  for (let left = count; left > 0; left--) read(16);
};

function skipDepth(read: ReadBits): void {
  const float = read(1) === 1;
  chosen(read, [8, 0], [10, 0], [12, 0], [1, 6]);
  if (float) read(4);
}

/** A channel beside the colours. */
function skipChannel(read: ReadBits): void {
  if (read(1) === 1) return;
  const kind = readEnum(read);
  skipDepth(read);
  chosen(read, [0, 0], [3, 0], [4, 0], [1, 3]);
  for (let left = chosen(read, [0, 0], [0, 4], [16, 5], [48, 10]); left > 0; left--) read(8);
  if (kind === channelKinds.alpha) read(1);
  if (kind === channelKinds.spot) skipHalves(read, 4);
  if (kind === channelKinds.filter) chosen(read, [1, 0], [0, 2], [3, 4], [19, 8]);
}

function skipToneMapping(read: ReadBits): void {
  skipHalves(read, 2);
  read(1);
  skipHalves(read, 1);
}

/** What later versions of the format may say. */
function skipExtensions(read: ReadBits): void {
  const which = BigInt(readLong(read));
  let bits = 0;
  for (let left = which; left > 0n; left >>= 1n) if ((left & 1n) === 1n) bits += readLong(read);
  if (bits > mostExtensionBits) throw new RangeError("extensions without an end");
  for (let left = bits; left > 0; left--) read(1);
}

function skipTransform(read: ReadBits, xyb: boolean): void {
  if (xyb && read(1) === 0) skipHalves(read, opsinHalves);
  const mask = read(3);
  for (const [index, count] of weights.entries()) if (((mask >> index) & 1) === 1) skipHalves(read, count);
}
