import { type FileHandle, open } from "node:fs/promises";
import sharp, { type Sharp } from "sharp";
import type { Size } from "../picture.ts";

/** Decoded pixels, 8-bit sRGB, three channels or four with alpha; rows are read where they lie, in memory or in a file. */
export interface Pixels extends Size {
  readonly channels: 3 | 4;
  /** Where an encoder reads them from. */
  readonly source: Buffer | string;
  read(fromRow: number, rows: number): Promise<Buffer>;
  close(): Promise<void>;
}

/** Above this they lie in a file: two raw buffers of a 50 megapixel picture are too much for a child. */
const inMemoryPixels = 24_000_000;
/** An uncompressed TIFF of libvips has its pixels in one piece behind these bytes. */
const tiffHeadBytes = 8;

/** Decodes a picture once, for as many readings as are wanted; a large one to `file`, where one is given. */
export async function decodePixels(image: Sharp, size: Size, alpha: boolean, file: string | null): Promise<Pixels> {
  const plain = image.toColourspace("srgb");
  const shaped = alpha ? plain.ensureAlpha() : plain.removeAlpha();
  const channels = alpha ? 4 : 3;
  if (file === null || size.width * size.height <= inMemoryPixels) return inMemory(await shaped.raw().toBuffer(), size, channels);
  await shaped.tiff({ compression: "none" }).toFile(file);
  return inFile(await open(file), file, size, channels);
}

/** A file of our own making: no limit of ours could be passed here. */
export const openEncoded = (file: Buffer | string): Sharp => sharp(file, { limitInputPixels: false });

/** What an encoder reads them from. */
export function openPixels({ source, width, height, channels }: Pixels): Sharp {
  return typeof source === "string" ? openEncoded(source) : sharp(source, { raw: { width, height, channels } });
}

/** Pixels that are in memory already. */
export function inMemory(data: Buffer, { width, height }: Size, channels: 3 | 4): Pixels {
  const stride = width * channels;
  if (data.length !== stride * height) throw new Error(`${data.length} bytes are not ${width} x ${height} pixels of ${channels} channels`);
  return {
    width,
    height,
    channels,
    source: data,
    read: async (fromRow, rows) => data.subarray(fromRow * stride, (fromRow + rows) * stride),
    close: async () => undefined,
  };
}

function inFile(file: FileHandle, path: string, { width, height }: Size, channels: 3 | 4): Pixels {
  const stride = width * channels;
  return {
    width,
    height,
    channels,
    source: path,
    read: async (fromRow, rows) => {
      const band = Buffer.allocUnsafe(Math.min(rows, height - fromRow) * stride);
      const { bytesRead } = await file.read(band, 0, band.length, tiffHeadBytes + fromRow * stride);
      if (bytesRead !== band.length) throw new Error(`${path} ends early`);
      return band;
    },
    close: () => file.close(),
  };
}
