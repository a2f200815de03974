const orientationTag = 0x01_12;
const exifMark = "Exif\0\0";

/** The same EXIF, saying that the pixels stand upright. */
export function uprightExif(exif: Buffer): Buffer {
  const tiff = Buffer.from(exif.toString("latin1", 0, exifMark.length) === exifMark ? exif.subarray(exifMark.length) : exif);
  const little = tiff.toString("latin1", 0, 2) === "II";
  const short = (offset: number) => (little ? tiff.readUInt16LE(offset) : tiff.readUInt16BE(offset));
  try {
    const start = little ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
    for (let entry = start + 2, left = short(start); left > 0; entry += 12, left--) {
      if (short(entry) === orientationTag) tiff.set(little ? [1, 0] : [0, 1], entry + 8);
    }
  } catch (error) {
    // What cannot be followed to its end has no orientation that anybody would obey.
    if (!(error instanceof RangeError)) throw error;
  }
  return tiff;
}
