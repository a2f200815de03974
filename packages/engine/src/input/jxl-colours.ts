/** Answers the next bits, the lowest first. */
export type ReadBits = (bits: number) => number;

/** What a JPEG XL says of its colours. */
export interface JxlColours {
  /** False where they are another space's, or it is not known. */
  readonly srgb: boolean;
  /** True for the curves of BT.2100, PQ and HLG. */
  readonly hdr: boolean;
}

const channelKinds = { alpha: 0, spot: 2, filter: 5 } as const;
const spaces = { grey: 1, xyb: 2 } as const;
const custom = 2;
const srgb = { white: 1, primaries: 1, curve: 13 } as const;
const hdrCurves: ReadonlySet<number> = new Set([16, 18]);

/** Reads on from where the depth of the samples stands. */
export function readJxlColours(read: ReadBits): JxlColours {
  skipDepth(read);
  read(1);
  for (let left = chosen(read, [0, 0], [1, 0], [2, 4], [1, 12]); left > 0; left--) skipChannel(read);
  read(1);
  if (read(1) === 1) return { srgb: true, hdr: false };
  // A profile follows at the end of the head; the decoder obeys it.
  if (read(1) === 1) return { srgb: false, hdr: false };
  const { white, primaries, curve } = readSpace(read);
  return { srgb: white === srgb.white && primaries === srgb.primaries && curve === srgb.curve, hdr: hdrCurves.has(curve) };
}

/** One of four ways to write a number, each a base and so many bits to add. */
type Way = readonly [base: number, bits: number];
function chosen(read: ReadBits, ...ways: readonly [Way, Way, Way, Way]): number {
  const [base, bits] = ways[read(2)] as Way;
  return base + read(bits);
}
const readEnum = (read: ReadBits): number => chosen(read, [0, 0], [1, 0], [2, 4], [18, 6]);

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
  if (kind === channelKinds.spot) for (let value = 0; value < 4; value++) read(16);
  if (kind === channelKinds.filter) chosen(read, [1, 0], [0, 2], [3, 4], [19, 8]);
}

/** A space by its numbers; its curve is 0 for a plain gamma. What grey has no primaries for, it has as sRGB. */
function readSpace(read: ReadBits): { readonly white: number; readonly primaries: number; readonly curve: number } {
  const space = readEnum(read);
  if (space === spaces.xyb) return { white: 0, primaries: 0, curve: 0 };
  const white = readEnum(read);
  if (white === custom) skipPoints(read, 1);
  const primaries = space === spaces.grey ? srgb.primaries : readEnum(read);
  if (primaries === custom) skipPoints(read, 3);
  return { white, primaries, curve: read(1) === 1 ? 0 : readEnum(read) };
}

function skipPoints(read: ReadBits, points: number): void {
  for (let left = points * 2; left > 0; left--) chosen(read, [0, 19], [524_288, 19], [1_048_576, 20], [2_097_152, 21]);
}
