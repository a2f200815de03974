import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createDeflate, deflateSync } from "node:zlib";
import type { Size } from "../picture.ts";
import { writeChunk } from "../strip/png.ts";

/** Decoded pixels, 8 bits a sample, row by row. */
export interface Pixels extends Size {
  readonly channels: 3 | 4;
  readonly data: Uint8Array | Uint8ClampedArray;
}

/** What a file says beside its pixels. */
export interface Notes {
  readonly icc?: Buffer | undefined;
  /** From the TIFF header on, or with `Exif` before it. */
  readonly exif?: Buffer | undefined;
  readonly xmp?: Buffer | undefined;
}

const pngSignature = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
const bandBytes = 1024 * 1024;

/** Writes a PNG that is not compressed: it is read once and thrown away. */
export async function writePng(path: string, pixels: Pixels, notes: Notes): Promise<void> {
  const { width, height, channels, data } = pixels;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, channels === 4 ? 6 : 2], 8);
  async function* chunks(bands: AsyncIterable<Buffer>) {
    yield Buffer.concat([pngSignature, writeChunk("IHDR", header), ...noteChunks(notes)]);
    for await (const band of bands) yield writeChunk("IDAT", band);
    yield writeChunk("IEND", Buffer.alloc(0));
  }
  await pipeline(
    Readable.from(filteredRows(data, width * channels), { objectMode: false, highWaterMark: bandBytes }),
    createDeflate({ level: 0, chunkSize: bandBytes }),
    chunks,
    createWriteStream(path),
  );
}

/** Each row with the byte before it that says it is stored as it is. */
function* filteredRows(data: Pixels["data"], rowBytes: number): Generator<Buffer> {
  const rows = Math.max(1, Math.floor(bandBytes / rowBytes));
  for (let start = 0; start < data.length; start += rows * rowBytes) {
    const count = Math.min(rows, Math.ceil((data.length - start) / rowBytes));
    const band = Buffer.alloc(count * (rowBytes + 1));
    for (let row = 0; row < count; row++) {
      const from = start + row * rowBytes;
      band.set(data.subarray(from, from + rowBytes), row * (rowBytes + 1) + 1);
    }
    yield band;
  }
}

/** A profile as a PNG carries it. */
export const profileChunk = (icc: Buffer): Buffer =>
  writeChunk("iCCP", Buffer.concat([Buffer.from("profile\0\0", "latin1"), deflateSync(icc)]));

function noteChunks({ icc, exif, xmp }: Notes): readonly Buffer[] {
  const chunks: Buffer[] = [];
  if (icc !== undefined) chunks.push(profileChunk(icc));
  if (exif !== undefined) chunks.push(writeChunk("eXIf", exif.toString("latin1", 0, 6) === "Exif\0\0" ? exif.subarray(6) : exif));
  if (xmp !== undefined) chunks.push(writeChunk("iTXt", Buffer.concat([Buffer.from("XML:com.adobe.xmp\0\0\0\0\0", "latin1"), xmp])));
  return chunks;
}

/** Colours as they were before alpha was taken of them. */
export function divideByAlpha(rgba: Uint8ClampedArray): void {
  for (let place = 0; place < rgba.length; place += 4) {
    const alpha = rgba[place + 3] as number;
    if (alpha === 0 || alpha === 255) continue;
    for (let channel = place; channel < place + 3; channel++) rgba[channel] = ((rgba[channel] as number) * 255) / alpha;
  }
}

/** The colours alone, moved together where they lie. */
export function withoutAlpha(rgba: Uint8ClampedArray): Uint8ClampedArray {
  const pixels = rgba.length / 4;
  for (let from = 4, to = 3, left = pixels - 1; left > 0; from += 4, to += 3, left--) {
    rgba[to] = rgba[from] as number;
    rgba[to + 1] = rgba[from + 1] as number;
    rgba[to + 2] = rgba[from + 2] as number;
  }
  return rgba.subarray(0, pixels * 3);
}
