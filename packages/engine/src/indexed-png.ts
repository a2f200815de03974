import { promisify } from "node:util";
import { deflate } from "node:zlib";
import type { IndexedPicture } from "./palette.ts";
import type { Size } from "./picture.ts";
import { writeChunk } from "./strip/png.ts";

const deflateAsync = promisify(deflate);
const colourTypeIndexed = 3;
const signature = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");

/** Writes a PNG of numbered colours, at the least depth that holds them. Exact, for no encoder chooses colours here. */
export async function writeIndexedPng(picture: IndexedPicture, size: Size): Promise<Buffer> {
  const depth = [1, 2, 4, 8].find((bits) => picture.colours.length <= 2 ** bits) as number;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size.width, 0);
  header.writeUInt32BE(size.height, 4);
  header[8] = depth;
  header[9] = colourTypeIndexed;
  const palette = Buffer.from(picture.colours.flatMap((colour) => [colour >>> 24, (colour >>> 16) & 0xff, (colour >>> 8) & 0xff]));
  const alphas = Buffer.from(picture.colours.map((colour) => colour & 0xff).filter((alpha) => alpha < 0xff));
  return Buffer.concat([
    signature,
    writeChunk("IHDR", header),
    writeChunk("PLTE", palette),
    ...(alphas.length > 0 ? [writeChunk("tRNS", alphas)] : []),
    writeChunk("IDAT", await deflateAsync(packRows(picture.pixels, size, depth), { level: 9, memLevel: 9 })),
    writeChunk("IEND", Buffer.alloc(0)),
  ]);
}

/** Rows of packed numbers, each behind a zero: the filters guess from values beside, and numbers of colours have no such order. */
function packRows(pixels: Uint8Array, { width, height }: Size, depth: number): Buffer {
  const perByte = 8 / depth;
  const rowBytes = 1 + Math.ceil(width / perByte);
  const rows = Buffer.alloc(rowBytes * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const place = y * rowBytes + 1 + Math.floor(x / perByte);
      rows[place] = (rows[place] as number) | ((pixels[y * width + x] as number) << (8 - depth * ((x % perByte) + 1)));
    }
  }
  return rows;
}
