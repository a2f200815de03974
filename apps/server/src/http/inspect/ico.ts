import { measureDib } from "./bmp.ts";
import { type FileBytes, HeaderError } from "./file-bytes.ts";
import type { Measure } from "./measure.ts";

/** Icons hold a dozen pictures; what claims thousands wants us to look for them. */
const maxEntries = 256;
const [headBytes, entryBytes] = [6, 16];
const pngSignature = "\x89PNG\r\n\x1a\n";

/** The size of the largest picture by its own head, whatever the list of them says: the one that the engine takes. */
export async function measureIco(file: FileBytes): Promise<Measure> {
  const count = (await file.at(4, 2)).readUInt16LE();
  if (count === 0 || count > maxEntries) throw new HeaderError("no picture in it, or too many");
  let largest: Measure = { width: 0, height: 0, frames: 1 };
  for (let index = 0; index < count; index++) {
    const start = (await file.at(headBytes + index * entryBytes + 12, 4)).readUInt32LE();
    const size = await measureEntry(file, start);
    if (size.width * size.height > largest.width * largest.height) largest = size;
  }
  return largest;
}

async function measureEntry(file: FileBytes, start: number): Promise<Measure> {
  const head = await file.at(start, pngSignature.length);
  if (head.toString("latin1") !== pngSignature) {
    const { width, height } = await measureDib(file, start);
    // Its height counts the mask beneath as well.
    return { width, height: Math.floor(height / 2), frames: 1 };
  }
  const sides = await file.at(start + 16, 8);
  return { width: sides.readUInt32BE(0), height: sides.readUInt32BE(4), frames: 1 };
}
