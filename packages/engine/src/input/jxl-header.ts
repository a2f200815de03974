import { isSrgbProfile } from "../metadata/icc.ts";
import type { Size } from "../picture.ts";
import { openBits, type ReadBits } from "./jxl-bits.ts";
import { type JxlHeadColours, readHeadColours } from "./jxl-head-colours.ts";

/** What the head of a JPEG XL codestream says. */
export interface JxlHeader extends Size {
  readonly animated: boolean;
  /** False where its colours are another space's, or it is not known. */
  readonly srgb: boolean;
  /** True for the curves of BT.2100, PQ and HLG. */
  readonly hdr: boolean;
  /** Null where the head says nothing of its own, or has not been read so far. */
  readonly colours: JxlHeadColours | null;
}

/** Widths over heights, by their number in the header. */
const ratios = [0, 1, 12 / 10, 4 / 3, 3 / 2, 16 / 9, 5 / 4, 2] as const;
const sideBits = [9, 13, 18, 30] as const;
const signatureBits = 16;

/** Reads the size a picture is seen at, and what is told beside it. Throws a `RangeError` where the stream ends before. */
export function readJxlHeader(codestream: Buffer): JxlHeader {
  const { read, place } = openBits(codestream);
  read(signatureBits);
  const stored = readSize(read);
  if (read(1) === 1) return { ...stored, animated: false, srgb: true, hdr: false, colours: null };
  const extended = read(1) === 1;
  const turned = extended && read(3) >= 4;
  const size = turned ? { width: stored.height, height: stored.width } : stored;
  if (extended) {
    if (read(1) === 1) readSize(read);
    const [preview, animated] = [read(1) === 1, read(1) === 1];
    // What follows a preview or an animation is not needed: neither is kept as it is for its colours.
    if (preview || animated) return { ...size, animated, srgb: false, hdr: false, colours: null };
  }
  const colours = readHeadColours(read, place, extended);
  const srgb = colours.icc === null ? colours.srgb : isSrgbProfile(colours.icc);
  return { ...size, animated: false, srgb, hdr: colours.hdr, colours };
}

function readSize(read: ReadBits): Size {
  const small = read(1) === 1;
  const side = () => (small ? (read(5) + 1) * 8 : read(sideBits[read(2)] as number) + 1);
  const height = side();
  const ratio = ratios[read(3)] as number;
  return { width: ratio === 0 ? side() : Math.floor(height * ratio + 1e-6), height };
}
