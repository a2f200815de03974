import { readDirectory } from "./tiff-directory.ts";

/** True for the EXIF orientations that lay the picture on its side. */
const liesOnItsSide = (orientation: number): boolean => orientation >= 5 && orientation <= 8;

/** The orientation an EXIF block names; 1 (upright) where it names none or is damaged, as decoders take it. */
export async function orientationOf(exif: Buffer): Promise<number> {
  const body = exif.subarray(0, 6).toString("latin1") === "Exif\0\0" ? exif.subarray(6) : exif;
  try {
    const directory = await readDirectory({
      at: async (offset, length) => {
        if (offset + length > body.length) throw new RangeError("past the end");
        return body.subarray(offset, offset + length);
      },
    });
    return directory.orientation;
  } catch {
    return 1;
  }
}

/** The size as it is seen: swapped where the picture lies on its side. */
export function upright(width: number, height: number, orientation: number): { width: number; height: number } {
  return liesOnItsSide(orientation) ? { width: height, height: width } : { width, height };
}
