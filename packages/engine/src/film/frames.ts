import type { Sharp } from "sharp";
import type { Size } from "../picture.ts";

/** One frame, 8-bit sRGB with straight alpha. */
export interface Frame extends Size {
  readonly data: Buffer;
  readonly channels: 4;
}

/** Decodes the frames of a pipeline, each of that size. */
export async function readFrames(image: Sharp, { width, height }: Size): Promise<readonly Frame[]> {
  const data = await image.toColourspace("srgb").ensureAlpha().raw().toBuffer();
  const bytes = width * height * 4;
  if (data.length % bytes !== 0) throw new Error(`${data.length} bytes are no whole frames of ${width} by ${height}`);
  return Array.from({ length: data.length / bytes }, (_, index) => ({
    data: data.subarray(index * bytes, (index + 1) * bytes),
    width,
    height,
    channels: 4,
  }));
}
