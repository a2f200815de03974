import { readFile, writeFile } from "node:fs/promises";
import type { Size } from "../picture.ts";
import { repackJpeg } from "./jpeg.ts";

/** Below this the search for the shortest scans saves 3 to 20 %, above it hardly 2: decision 122. */
const flatBitsPerPixel = 0.3;

/** Codes a flat JPEG of ours anew where it lies, the same pixels in shorter scans. */
export async function packFlatJpeg(path: string, bytes: number, { width, height }: Size): Promise<void> {
  if ((bytes * 8) / (width * height) >= flatBitsPerPixel) return;
  const packed = await repackJpeg(await readFile(path));
  if (packed !== null) await writeFile(path, packed);
}
