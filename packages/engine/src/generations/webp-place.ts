import { type RiffChunk, readRiff, riffChunk, writeRiff } from "../strip/riff.ts";
import type { MarkPlace } from "./mark-place.ts";

const chunkType = "PXPT";
const alphaFlag = 0x10;

/** A chunk of our own at the end, where the extended form allows any; the simple form becomes the extended one. */
export const webpPlace: MarkPlace = {
  prepare(file) {
    const chunks = readRiff(file);
    const [first] = chunks ?? [];
    if (chunks === null || first === undefined) return null;
    if (first.type === "VP8X") return file;
    const header = extendedHeader(first);
    return header && writeRiff([header, ...chunks]);
  },
  insert: (file, text) => writeRiff([...(readRiff(file) as readonly RiffChunk[]), riffChunk(chunkType, Buffer.from(text))]),
  find(file) {
    const chunks = readRiff(file);
    const last = chunks?.at(-1);
    if (chunks === null || last?.type !== chunkType) return null;
    return { text: last.body.toString("latin1"), bare: writeRiff(chunks.slice(0, -1)) };
  },
};

/** What the extended form says of a still: its sides, and whether it has alpha. */
export function extendedHeader({ type, body }: RiffChunk): RiffChunk | null {
  const sides =
    type === "VP8 " && body.length >= 10
      ? { width: body.readUInt16LE(6) & 0x3fff, height: body.readUInt16LE(8) & 0x3fff, alpha: false }
      : type === "VP8L" && body.length >= 5
        ? losslessSides(body.readUInt32LE(1))
        : null;
  if (sides === null) return null;
  const header = Buffer.alloc(10);
  header[0] = sides.alpha ? alphaFlag : 0;
  header.writeUIntLE(sides.width - 1, 4, 3);
  header.writeUIntLE(sides.height - 1, 7, 3);
  return riffChunk("VP8X", header);
}

const losslessSides = (bits: number) => ({
  width: (bits & 0x3fff) + 1,
  height: ((bits >>> 14) & 0x3fff) + 1,
  alpha: (bits & 0x1000_0000) !== 0,
});
