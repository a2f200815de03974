import { Fault, type InputFormat } from "@pixpress/contracts";
import type { ServerConfig } from "../../settings.ts";
import { measureBmp } from "./bmp.ts";
import { FileBytes, HeaderError } from "./file-bytes.ts";
import { measureGif } from "./gif.ts";
import { measureHeif } from "./heif.ts";
import { measureIco } from "./ico.ts";
import { measureJpeg } from "./jpeg.ts";
import { measureJxl } from "./jxl.ts";
import type { Measure } from "./measure.ts";
import { measurePng } from "./png.ts";
import { recognise } from "./recognise.ts";
import { measureTiff } from "./tiff.ts";
import { measureWebp } from "./webp.ts";

const measures = {
  jpeg: measureJpeg,
  png: measurePng,
  webp: measureWebp,
  avif: measureHeif,
  gif: measureGif,
  tiff: measureTiff,
  heic: measureHeif,
  jxl: measureJxl,
  bmp: measureBmp,
  ico: measureIco,
} satisfies Record<InputFormat, (file: FileBytes, maxFrames: number) => Promise<Measure>>;

/** What an upload turned out to be. `pixels` counts all frames; the size is upright. */
export interface Inspection {
  readonly format: InputFormat;
  readonly width: number;
  readonly height: number;
  readonly pixels: number;
}

export type PixelLimits = Pick<ServerConfig, "MAX_PIXELS" | "MAX_FRAMES" | "MAX_SIDE">;

/**
 * Tells by its content what a file is and how large a picture, without decoding it: the worker's decoder has the last word.
 * Throws a `Fault`: `unsupported_media`, `not_an_image` or `too_many_pixels`.
 */
export async function inspect(path: string, limits: PixelLimits): Promise<Inspection> {
  const format = await recognise(path);
  const { width, height, frames } = await sizeOf(path, format, limits.MAX_FRAMES);
  const pixels = width * height * frames;
  refuseTooMany(width, height, frames, limits);
  return { format, width, height, pixels };
}

async function sizeOf(path: string, format: InputFormat, maxFrames: number): Promise<Measure> {
  const file = await FileBytes.open(path);
  try {
    const size = await measures[format](file, maxFrames);
    if (size.width > 0 && size.height > 0) return size;
    throw new HeaderError("it has no size");
  } catch (cause) {
    // A RangeError is a field that lies outside its own block.
    if (!(cause instanceof HeaderError || cause instanceof RangeError)) throw cause;
    throw new Fault(
      "not_an_image",
      `This file starts like a ${format === "jxl" ? "JPEG XL" : format.toUpperCase()} image but cannot be read as one.`,
      { cause },
    );
  } finally {
    await file.close();
  }
}

function refuseTooMany(width: number, height: number, frames: number, limits: PixelLimits): void {
  const number = (value: number) => value.toLocaleString("en-US");
  if (frames > limits.MAX_FRAMES) throw tooMany(`The image has more than ${number(limits.MAX_FRAMES)} frames.`);
  if (Math.max(width, height) > limits.MAX_SIDE) {
    throw tooMany(`The image is ${width} x ${height} pixels; a side may have ${number(limits.MAX_SIDE)}.`);
  }
  const pixels = width * height * frames;
  if (pixels > limits.MAX_PIXELS) {
    throw tooMany(`The image has ${number(pixels)} pixels, all frames counted; ${number(limits.MAX_PIXELS)} are allowed.`);
  }
}

const tooMany = (message: string) => new Fault("too_many_pixels", message);
