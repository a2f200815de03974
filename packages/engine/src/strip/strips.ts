import type { InputFormat } from "@pixpress/contracts";
import { stripGif } from "./gif.ts";
import { stripJpeg } from "./jpeg.ts";
import { stripPng } from "./png.ts";
import type { Strip } from "./strip.ts";
import { stripWebp } from "./webp.ts";

/** How each format is stripped; null where the engine knows no way that leaves the pixels alone. */
export const strips = {
  jpeg: stripJpeg,
  png: stripPng,
  webp: stripWebp,
  gif: stripGif,
  avif: null,
  tiff: null,
  heic: null,
  jxl: null,
  bmp: null,
  ico: null,
} as const satisfies Record<InputFormat, Strip | null>;
