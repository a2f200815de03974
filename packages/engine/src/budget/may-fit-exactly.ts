import type { Sharp } from "sharp";
import type { Work } from "../encode.ts";
import { openPixels } from "../search/pixels.ts";
import { stripesOf } from "../search/sample.ts";

/** How a part is packed quickly without loss, and how many times the bytes of the best packing that leaves at most. */
const quick = {
  png: { write: (image: Sharp) => image.png({ compressionLevel: 1 }), overBest: 2.5 },
  webp: { write: (image: Sharp) => image.webp({ lossless: true, effort: 0 }), overBest: 1.3 },
} as const;

/** False where a part of a still says that all of it will not fit without loss, so that it need not be packed: a PNG takes a second a megabyte. */
export async function mayFitExactly({ prepared }: Work, format: keyof typeof quick, most: number): Promise<boolean> {
  const { write, overBest } = quick[format];
  const pixels = await prepared.pixelsFor(format);
  const part = await stripesOf(pixels);
  const { length } = await write(openPixels(part)).toBuffer();
  return (length * pixels.height) / part.height <= overBest * most;
}
