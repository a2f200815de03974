import { readSync } from "node:fs";
import { greyProfile, type Primaries, rgbProfile, srgbPrimaries } from "../metadata/build-profile.ts";
import { profileByNumbers } from "../metadata/colours-by-number.ts";

/** What the chunks before a PNG's first pixels say. */
export interface PngHead {
  readonly animated: boolean;
  /** The colour space that numbers, or gamma and chromaticities, describe, as a profile; null where the pixels are sRGB or have a profile. */
  readonly described: Buffer | null;
}

const signatureBytes = 8;
const chunkHeadBytes = 8;
/** The longest chunk that is looked into: four points of two numbers. */
const chromaBytes = 32;
/** A gamma beyond these is a slip of the pen: nobody could have looked at the picture. */
const [smallestGamma, largestGamma] = [0.1, 5];
/** What the standard has writers put beside sRGB's own chunk, and so how many a writer says sRGB. */
const srgbGamma = 0.45455;
const gammaTolerance = 0.0015;
const pointTolerance = 0.003;

/** Walks the chunks up to the first pixels; `head` is what has been read of the file. */
export function readPngHead(file: number, head: Buffer): PngHead {
  const chunks = new Map<string, Buffer>();
  for (let place = signatureBytes; ; ) {
    const length = chunkHeadBytes + chromaBytes;
    const bytes = place + length <= head.length ? head.subarray(place, place + length) : readAt(file, place, length);
    const type = bytes.toString("latin1", 4, chunkHeadBytes);
    if (bytes.length < chunkHeadBytes || type === "IDAT") break;
    const bodyBytes = bytes.readUInt32BE(0);
    if (!chunks.has(type)) chunks.set(type, bytes.subarray(chunkHeadBytes, chunkHeadBytes + bodyBytes));
    place += chunkHeadBytes + bodyBytes + 4;
  }
  return { animated: chunks.has("acTL"), described: describedSpace(chunks) };
}

function readAt(file: number, place: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  return buffer.subarray(0, readSync(file, buffer, 0, length, place));
}

/** A profile goes first, then numbers, then sRGB's own chunk, then gamma, as browsers have it. */
function describedSpace(chunks: ReadonlyMap<string, Buffer>): Buffer | null {
  const [header, numbers] = [chunks.get("IHDR"), chunks.get("cICP")];
  if (header === undefined || chunks.has("iCCP")) return null;
  const grey = ((header[9] ?? 0) & 2) === 0;
  if (numbers?.length === 4) return grey ? null : profileByNumbers({ primaries: numbers.readUInt8(0), transfer: numbers.readUInt8(1) });
  return chunks.has("sRGB") ? null : spaceByGamma(chunks, grey);
}

/** Chromaticities count only where there is a gamma. */
function spaceByGamma(chunks: ReadonlyMap<string, Buffer>, grey: boolean): Buffer | null {
  const gama = chunks.get("gAMA");
  if (gama?.length !== 4) return null;
  const gamma = gama.readUInt32BE(0) / 100_000;
  if (gamma < smallestGamma || gamma > largestGamma) return null;
  const asSrgb = Math.abs(gamma - srgbGamma) < gammaTolerance;
  if (grey) return asSrgb ? null : greyProfile(1 / gamma);
  const primaries = readPrimaries(chunks.get("cHRM"));
  return asSrgb && isSrgb(primaries) ? null : rgbProfile(primaries, 1 / gamma);
}

function readPrimaries(chrm: Buffer | undefined): Primaries {
  if (chrm?.length !== chromaBytes) return srgbPrimaries;
  const point = (index: number) => [chrm.readUInt32BE(index * 8) / 100_000, chrm.readUInt32BE(index * 8 + 4) / 100_000] as const;
  return { white: point(0), red: point(1), green: point(2), blue: point(3) };
}

const isSrgb = (primaries: Primaries): boolean =>
  (["white", "red", "green", "blue"] as const).every((name) =>
    primaries[name].every((value, axis) => Math.abs(value - (srgbPrimaries[name][axis] as number)) < pointTolerance),
  );
