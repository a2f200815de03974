import { type FileBytes, HeaderError } from "./file-bytes.ts";
import type { Measure } from "./measure.ts";
import { orientationOf, upright } from "./orientation.ts";

const maxExifBytes = 64 * 1024;

interface Walk {
  width: number;
  height: number;
  frames: number;
  orientation: number;
}

/** Walks the RIFF chunks; frames are counted one by one. */
export async function measureWebp(file: FileBytes, maxFrames: number): Promise<Measure> {
  const found: Walk = { width: 0, height: 0, frames: 0, orientation: 1 };
  for (let position = 12; position + 8 <= file.size && found.frames <= maxFrames; ) {
    const chunk = await file.at(position, 8);
    const kind = chunk.toString("latin1", 0, 4);
    const length = chunk.readUInt32LE(4);
    await look(file, kind, position + 8, length, found);
    position += 8 + length + (length % 2);
  }
  if (found.width === 0) throw new HeaderError("no picture in it");
  return { ...upright(found.width, found.height, found.orientation), frames: Math.max(1, found.frames) };
}

async function look(file: FileBytes, kind: string, offset: number, length: number, found: Walk): Promise<void> {
  if (kind === "VP8X") {
    const bytes = await file.at(offset, 10);
    // The canvas counts, not the frame that follows.
    found.width = bytes.readUIntLE(4, 3) + 1;
    found.height = bytes.readUIntLE(7, 3) + 1;
  } else if (kind === "VP8 " && found.width === 0) {
    const bytes = await file.at(offset, 10);
    if (bytes.readUIntBE(3, 3) !== 0x9d012a) throw new HeaderError("no key frame");
    found.width = bytes.readUInt16LE(6) & 0x3fff;
    found.height = bytes.readUInt16LE(8) & 0x3fff;
  } else if (kind === "VP8L" && found.width === 0) {
    const bits = (await file.at(offset, 5)).readUInt32LE(1);
    found.width = (bits & 0x3fff) + 1;
    found.height = ((bits >>> 14) & 0x3fff) + 1;
  } else if (kind === "ANMF") {
    found.frames += 1;
  } else if (kind === "EXIF" && length <= maxExifBytes && offset + length <= file.size) {
    found.orientation = await orientationOf(await file.at(offset, length));
  }
}
