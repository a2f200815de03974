import { type GifBlock, gifBlock, gifExtension, readGifBlocks } from "./gif-blocks.ts";
import type { Strip } from "./strip.ts";

/** Application blocks the picture is made of: how often the film repeats, and its colour profile. */
const partsOfThePicture = new Set(["NETSCAPE2.0", "ANIMEXTS1.0", "ICCRGBG1012"]);

/** Copies a GIF without comments, XMP and other applications' notes. */
export const stripGif: Strip = (bytes) => {
  const read = readGifBlocks(bytes);
  if (read === null) return null;
  const kept = read.blocks.filter((block) => belongs(bytes, block)).map(({ start, end }) => bytes.subarray(start, end));
  return Buffer.concat([bytes.subarray(0, read.head), ...kept]);
};

function belongs(bytes: Buffer, { kind, start }: GifBlock): boolean {
  if (kind !== gifBlock.extension) return true;
  const label = bytes[start + 1];
  if (label === gifExtension.comment) return false;
  return label !== gifExtension.application || partsOfThePicture.has(bytes.toString("latin1", start + 3, start + 14));
}
