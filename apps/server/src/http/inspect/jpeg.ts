import { type FileBytes, HeaderError } from "./file-bytes.ts";
import type { Measure } from "./measure.ts";
import { orientationOf, upright } from "./orientation.ts";

/** Decoders skip stray bytes between segments; a file that is mostly such bytes is none. */
const maxStrayBytes = 64 * 1024;

/** Walks the segments: previews and profiles can push the frame header far into the file. */
export async function measureJpeg(file: FileBytes): Promise<Measure> {
  let position = 2;
  let stray = 0;
  let orientation = 1;
  for (;;) {
    const [prefix, marker] = await pair(file, position);
    if (prefix !== 0xff || marker === 0x00) {
      position += 1;
      stray += 1;
      if (stray > maxStrayBytes) throw new HeaderError("no frame header");
    } else if (marker === 0xff) {
      position += 1;
    } else if (standsAlone(marker)) {
      position += 2;
    } else if (marker === 0xd9 || marker === 0xda) {
      throw new HeaderError("no frame header");
    } else {
      const length = (await file.at(position + 2, 2)).readUInt16BE();
      if (isFrameHeader(marker)) {
        const header = await file.at(position + 5, 4);
        return { ...upright(header.readUInt16BE(2), header.readUInt16BE(0), orientation), frames: 1 };
      }
      if (marker === 0xe1 && length > 8 && orientation === 1) orientation = await exifOrientation(file, position + 4, length - 2);
      position += 2 + length;
    }
  }
}

async function pair(file: FileBytes, position: number): Promise<[number, number]> {
  const bytes = await file.at(position, 2);
  return [bytes.readUInt8(0), bytes.readUInt8(1)];
}

const standsAlone = (marker: number) => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);
/** SOF0 to SOF15, without the tables and extensions that share their range. */
const isFrameHeader = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

async function exifOrientation(file: FileBytes, offset: number, length: number): Promise<number> {
  const body = await file.at(offset, length);
  return body.toString("latin1", 0, 6) === "Exif\0\0" ? orientationOf(body) : 1;
}
