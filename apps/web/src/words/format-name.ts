import type { InputFormat, RecipeFormat } from "@pixpress/contracts";

/** How people write a format's name. */
export const formatNames = {
  original: "Keep format",
  auto: "Auto",
  jpeg: "JPEG",
  png: "PNG",
  webp: "WebP",
  avif: "AVIF",
  gif: "GIF",
  tiff: "TIFF",
  heic: "HEIC",
  jxl: "JPEG XL",
  bmp: "BMP",
  ico: "ICO",
} as const satisfies Record<InputFormat | RecipeFormat, string>;

/** The name of what a recipe asked for, as an answer repeats it. */
export const requestedName = (requested: string): string => formatNames[requested as keyof typeof formatNames] ?? requested;
