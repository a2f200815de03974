import type { Size } from "../picture.ts";
import { refuse } from "./refuse.ts";

/** What the head of a bitmap says, in a BMP and in an icon alike: Windows calls both a device-independent bitmap. */
export interface DibHeader extends Size {
  readonly headBytes: number;
  readonly bits: number;
  /** Where an embedded profile lies, counted from the head's first byte; null where there is none. */
  readonly profile: { readonly start: number; readonly bytes: number } | null;
}

/** The oldest head has sides of two bytes; the newest has a place for a profile. */
const heads = { oldest: 12, usual: 40, newest: 124 } as const;
/** Plain, both run lengths, and samples laid out by masks; JPEG and PNG inside a BMP are for printers. */
const packings: ReadonlySet<number> = new Set([0, 1, 2, 3]);
const embeddedProfile = 0x4d_42_45_44;
const maxProfileBytes = 4 * 1024 * 1024;

/** Reads the head of a bitmap. Throws a `RangeError` where it ends too early, and an `EngineError` where nobody could read what follows. */
export function readDibHeader(dib: Buffer): DibHeader {
  const headBytes = dib.readUInt32LE(0);
  if (headBytes === heads.oldest) {
    return seen({ headBytes, width: dib.readUInt16LE(4), height: dib.readUInt16LE(6), bits: dib.readUInt16LE(10), profile: null });
  }
  if (headBytes < heads.usual || headBytes > heads.newest) throw damaged();
  if (!packings.has(dib.readUInt32LE(16))) throw refuse("unsupported_media", "The file is a BMP of a kind that is not supported.");
  // A height below zero says that the first row is the upper one.
  const [width, height] = [dib.readInt32LE(4), Math.abs(dib.readInt32LE(8))];
  return seen({ headBytes, width, height, bits: dib.readUInt16LE(14), profile: headBytes === heads.newest ? profileOf(dib) : null });
}

const damaged = () => refuse("not_an_image", "The image is damaged or incomplete.");

function seen(header: DibHeader): DibHeader {
  if (header.width < 1 || header.height < 1) throw damaged();
  return header;
}

function profileOf(dib: Buffer): DibHeader["profile"] {
  if (dib.readUInt32LE(56) !== embeddedProfile) return null;
  const [start, bytes] = [dib.readUInt32LE(112), dib.readUInt32LE(116)];
  return bytes > 0 && bytes <= maxProfileBytes ? { start, bytes } : null;
}
