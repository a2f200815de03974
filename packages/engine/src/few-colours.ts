import { openPicture } from "./decode.ts";
import { decodeFailure } from "./decode-failure.ts";
import { type IndexedPicture, indexColours } from "./palette.ts";
import type { Picture, Size } from "./picture.ts";

/** From here on a sample is taken first, so that a large photograph is not laid out in memory just to count its colours. */
const sampledPixels = 1_000_000;
const sampleSide = 512;

/** The picture at that size with its colours numbered, where they are few enough; null otherwise. */
export async function readFewColours(picture: Picture, size: Size): Promise<IndexedPicture | null> {
  const scaled = size.width !== picture.width || size.height !== picture.height;
  if (!scaled && !picture.palette && size.width * size.height > sampledPixels) {
    const shrunk = { width: Math.min(size.width, sampleSide), height: Math.min(size.height, sampleSide) };
    if (indexColours(await readPixels(picture, size, shrunk)) === null) return null;
  }
  return indexColours(await readPixels(picture, size, null));
}

async function readPixels(picture: Picture, size: Size, sample: Size | null): Promise<Buffer> {
  const image = openPicture(picture, { size, frames: false, grey: false, background: null, keepMetadata: false });
  // The nearest pixel is one of the picture's own; any other way to shrink would mix new colours.
  if (sample !== null) image.resize({ ...sample, fit: "fill", kernel: "nearest", fastShrinkOnLoad: false });
  try {
    return await image.ensureAlpha().raw().toBuffer();
  } catch (error) {
    throw decodeFailure(error, picture);
  }
}
