import { type FileBytes, HeaderError } from "./file-bytes.ts";
import type { Measure } from "./measure.ts";
import { orientationOf, upright } from "./orientation.ts";

const maxExifBytes = 64 * 1024;

/** Size from IHDR; frames are the frame controls of an animation, counted one by one because its header may lie. */
export async function measurePng(file: FileBytes, maxFrames: number): Promise<Measure> {
  const header = await file.at(8, 16);
  if (header.toString("latin1", 4, 8) !== "IHDR") throw new HeaderError("no image header");
  const width = header.readUInt32BE(8);
  const height = header.readUInt32BE(12);
  let animated = false;
  let frames = 0;
  let orientation = 1;
  for (let position = 8; position + 8 <= file.size && frames <= maxFrames; ) {
    const chunk = await file.at(position, 8);
    const length = chunk.readUInt32BE(0);
    const kind = chunk.toString("latin1", 4, 8);
    // What is no animation by its first picture is none: the rest of a still need not be read.
    if (kind === "IEND" || (kind === "IDAT" && !animated)) break;
    if (kind === "acTL") animated = true;
    if (kind === "fcTL") frames += 1;
    if (kind === "eXIf" && length <= maxExifBytes && position + 8 + length <= file.size) {
      orientation = await orientationOf(await file.at(position + 8, length));
    }
    position += 12 + length;
  }
  return { ...upright(width, height, orientation), frames: Math.max(1, frames) };
}
