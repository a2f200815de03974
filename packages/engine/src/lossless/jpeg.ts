import { compressJpeg } from "@napi-rs/image";
import { isNote, joinSegments, readSegments } from "../strip/jpeg.ts";
import type { Repack } from "./repack.ts";

/** Codes the coefficients of a JPEG anew, progressive and with Huffman tables of their own: not one of them changes. */
export const repackJpeg: Repack = async (bytes) => {
  const read = readSegments(bytes);
  // What follows the picture (a film, a gain map) is found by its distance from the start, and would be lost.
  if (read === null || read.end !== bytes.length) return null;
  const coded = await recode(bytes);
  if (coded === null) return null;
  // The library drops the profile and EXIF and adds notes of its own; how to read the colours depends on the original's.
  const repacked = joinSegments([...read.segments.filter(isNote), ...coded.segments.filter((segment) => !isNote(segment))]);
  return repacked.length < bytes.length ? repacked : null;
};

async function recode(bytes: Buffer): Promise<ReturnType<typeof readSegments>> {
  try {
    return readSegments(await compressJpeg(bytes));
  } catch {
    // Twelve bits a sample, a damaged stream: the file stays as it is.
    return null;
  }
}
