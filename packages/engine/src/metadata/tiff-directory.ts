/** A tag of an image file directory: its number and, where it is text, what it says. */
export interface Tag {
  readonly number: number;
  readonly text: string | null;
  /** The tags of EXIF's own directory, at the tag that points to it. */
  readonly below?: readonly Tag[];
}

const asciiType = 2;
const exifDirectory = 34_665;

/**
 * Reads the tags of the directories a TIFF structure begins with: the EXIF of any format, or a TIFF file itself.
 * Null where the structure cannot be followed.
 */
export function readDirectories(tiff: Buffer): readonly (readonly Tag[])[] | null {
  try {
    const order = tiff.toString("latin1", 0, 2);
    if (order !== "II" && order !== "MM") return null;
    const short = (offset: number) => (order === "II" ? tiff.readUInt16LE(offset) : tiff.readUInt16BE(offset));
    const long = (offset: number) => (order === "II" ? tiff.readUInt32LE(offset) : tiff.readUInt32BE(offset));
    if (short(2) !== 42) return null;
    const directories: Tag[][] = [];
    const seen = new Set<number>();
    // A directory that points back at one before it would never end.
    for (let start = long(4); start !== 0 && !seen.has(start); ) {
      seen.add(start);
      const tags = readDirectory(start);
      directories.push(tags);
      start = long(start + 2 + tags.length * 12);
    }
    return directories;

    function readDirectory(start: number): Tag[] {
      return Array.from({ length: short(start) }, (_, index) => readTag(start + 2 + index * 12));
    }

    function readTag(entry: number): Tag {
      if (short(entry) === exifDirectory && !seen.has(long(entry + 8))) {
        seen.add(long(entry + 8));
        return { number: exifDirectory, text: null, below: readDirectory(long(entry + 8)) };
      }
      const length = long(entry + 4);
      if (short(entry + 2) !== asciiType) return { number: short(entry), text: null };
      const from = length <= 4 ? entry + 8 : long(entry + 8);
      return { number: short(entry), text: tiff.toString("utf8", from, from + length).replace(/\0[\s\S]*$/, "") };
    }
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Tags that say something of the picture's origin rather than how its pixels are laid down. */
const descriptive = new Set([
  270, 271, 272, 285, 305, 306, 315, 316, 700, 33_432, 33_723, 34_377, 34_665, 34_853, 37_724, 40_091, 40_092, 40_093, 40_094, 40_095,
]);

/** True where a TIFF file tells more than its pixels, or cannot be read well enough to say. */
export function tellsMoreThanPixels(tiff: Buffer): boolean {
  const directories = readDirectories(tiff);
  return directories === null || directories.some((tags) => tags.some(({ number }) => descriptive.has(number)));
}
