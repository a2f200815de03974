import { readRiff, riffChunk, writeRiff } from "./riff.ts";
import type { Strip } from "./strip.ts";

const partsOfThePicture = new Set(["VP8X", "ICCP", "ANIM", "ANMF", "ALPH", "VP8 ", "VP8L"]);
const exifFlag = 0x08;
const xmpFlag = 0x04;

/** Copies a WebP without EXIF and XMP, and lets its header say so. */
export const stripWebp: Strip = (bytes, exif) => {
  const chunks = readRiff(bytes);
  if (chunks === null) return null;
  const extended = chunks.find(({ type }) => type === "VP8X");
  // Only the extended form can carry EXIF; a file that had some is in that form.
  const added = exif !== null && extended !== undefined ? [riffChunk("EXIF", exif)] : [];
  const kept = chunks.filter(({ type }) => partsOfThePicture.has(type));
  return writeRiff([
    ...kept.map((chunk) => (chunk === extended ? riffChunk("VP8X", flagged(chunk.body, added.length > 0)) : chunk)),
    ...added,
  ]);
};

function flagged(header: Buffer, exif: boolean): Buffer {
  const copy = Buffer.from(header);
  copy[0] = ((header[0] as number) & ~(exifFlag | xmpFlag)) | (exif ? exifFlag : 0);
  return copy;
}
