import { crc32 } from "node:zlib";
import type { Strip } from "./strip.ts";

/** Everything the picture is made of: pixels, transparency, colour, size on paper, animation. */
const partsOfThePicture = new Set(
  "IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP cICP mDCV mDCv cLLI cLLi sBIT bKGD pHYs acTL fcTL fdAT".split(" "),
);
const signatureBytes = 8;

/** One chunk of a PNG: its type and where it lies, length and checksum included. */
export interface PngChunk {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/** Walks the chunks of a PNG up to its end; null where they do not follow one another. */
export function readChunks(bytes: Buffer): readonly PngChunk[] | null {
  const chunks: PngChunk[] = [];
  for (let start = signatureBytes; start + 12 <= bytes.length; ) {
    const end = start + 12 + bytes.readUInt32BE(start);
    if (end > bytes.length) return null;
    const type = bytes.toString("latin1", start + 4, start + 8);
    chunks.push({ type, start, end });
    if (type === "IEND") return chunks;
    start = end;
  }
  return null;
}

/** Makes one chunk of a PNG. */
export function writeChunk(type: string, body: Buffer): Buffer {
  const chunk = Buffer.alloc(12 + body.length);
  chunk.writeUInt32BE(body.length, 0);
  chunk.write(type, 4, "latin1");
  body.copy(chunk, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + body.length)), 8 + body.length);
  return chunk;
}

/** Copies a PNG without EXIF, text, time and chunks nobody knows. */
export const stripPng: Strip = (bytes, exif) => {
  const chunks = readChunks(bytes);
  if (chunks === null) return null;
  const kept = chunks.filter(({ type }) => partsOfThePicture.has(type));
  // A capital first letter says that the picture cannot be shown without the chunk.
  if (chunks.some(({ type }) => /^[A-Z]/.test(type) && !partsOfThePicture.has(type))) return null;
  const parts = kept.map(({ start, end }) => bytes.subarray(start, end));
  if (exif !== null) {
    const data = kept.findIndex(({ type }) => type === "IDAT");
    parts.splice(data, 0, writeChunk("eXIf", exif));
  }
  return Buffer.concat([bytes.subarray(0, signatureBytes), ...parts]);
};
