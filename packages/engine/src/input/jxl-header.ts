import type { Size } from "../picture.ts";
import { type JxlColours, type ReadBits, readJxlColours } from "./jxl-colours.ts";

/** What the head of a JPEG XL codestream says. */
export interface JxlHeader extends Size, JxlColours {
  readonly animated: boolean;
}

/** Widths over heights, by their number in the header. */
const ratios = [0, 1, 12 / 10, 4 / 3, 3 / 2, 16 / 9, 5 / 4, 2] as const;
const sideBits = [9, 13, 18, 30] as const;

/** Reads the size a picture is seen at, and what is told beside it. Throws a `RangeError` where the stream ends before. */
export function readJxlHeader(codestream: Buffer): JxlHeader {
  const read = bitsOf(codestream.subarray(2));
  const stored = readSize(read);
  const plain = { ...stored, animated: false, srgb: true, hdr: false };
  if (read(1) === 1) return plain;
  const extended = read(1) === 1;
  const turned = extended && read(3) >= 4;
  const size = turned ? { width: stored.height, height: stored.width } : stored;
  if (extended) {
    if (read(1) === 1) readSize(read);
    const [preview, animated] = [read(1) === 1, read(1) === 1];
    // What follows a preview or an animation is not needed: neither is kept as it is for its colours.
    if (preview || animated) return { ...size, animated, srgb: false, hdr: false };
  }
  return { ...size, animated: false, ...readJxlColours(read) };
}

/** Bits from the lowest up. */
function bitsOf(bytes: Buffer): ReadBits {
  let place = 0;
  return (bits) => {
    let value = 0;
    for (let bit = 0; bit < bits; bit++, place++) value += ((bytes.readUInt8(place >> 3) >> (place & 7)) & 1) * 2 ** bit;
    return value;
  };
}

function readSize(read: ReadBits): Size {
  const small = read(1) === 1;
  const side = () => (small ? (read(5) + 1) * 8 : read(sideBits[read(2)] as number) + 1);
  const height = side();
  const ratio = ratios[read(3)] as number;
  return { width: ratio === 0 ? side() : Math.floor(height * ratio + 1e-6), height };
}
