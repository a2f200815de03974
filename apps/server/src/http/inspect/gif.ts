import { type FileBytes, HeaderError } from "./file-bytes.ts";
import type { Measure } from "./measure.ts";

/** Walks the blocks without decoding one; a frame that reaches past the screen makes it larger, as decoders do. */
export async function measureGif(file: FileBytes, maxFrames: number): Promise<Measure> {
  const screen = await file.at(6, 7);
  let width = screen.readUInt16LE(0);
  let height = screen.readUInt16LE(2);
  let frames = 0;
  let position = 13 + colours(screen.readUInt8(4));
  while (position < file.size && frames <= maxFrames) {
    const kind = (await file.at(position, 1)).readUInt8();
    if (kind === 0x3b) break;
    if (kind === 0x21) {
      position = await skipBlocks(file, position + 2);
    } else if (kind === 0x2c) {
      // Many files end inside their last frame; it still shows.
      if (position + 10 > file.size) break;
      const frame = await file.at(position + 1, 9);
      frames += 1;
      width = Math.max(width, frame.readUInt16LE(0) + frame.readUInt16LE(4));
      height = Math.max(height, frame.readUInt16LE(2) + frame.readUInt16LE(6));
      position = await skipBlocks(file, position + 10 + colours(frame.readUInt8(8)) + 1);
    } else {
      break;
    }
  }
  if (frames === 0) throw new HeaderError("no frame in it");
  return { width, height, frames };
}

/** Bytes of the colour table that the packed field announces. */
const colours = (packed: number) => (packed & 0x80 ? 3 * 2 ** ((packed & 7) + 1) : 0);

async function skipBlocks(file: FileBytes, from: number): Promise<number> {
  let position = from;
  while (position < file.size) {
    if (!file.holds(position)) await file.at(position, 1);
    const length = file.byteAt(position);
    position += 1 + length;
    if (length === 0) break;
  }
  return position;
}
