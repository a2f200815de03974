import type { OutputFormat } from "@pixpress/contracts";
import type { Sharp } from "sharp";
import { packPng } from "./lossless/png.ts";

/** What a picture is, as far as the choice of codecs goes. */
export type Content = "photo" | "graphic" | "film";

export interface WaySettings {
  readonly quality: number;
  readonly pixels: number;
}
/** Sets how a picture is written. */
export type Way = (image: Sharp, settings: WaySettings) => Sharp;

/** A kind of encoding. Of several ways the smallest file stands. */
export interface Mode {
  /** True where the encoder has a number of quality. */
  readonly numbered: boolean;
  readonly ways: readonly Way[];
  /** What packs the pixels better than the ways do, at a price. */
  readonly pack?: Packing;
}

/** A quick way to write the very pixels, and what packs the file as small as it gets. */
export interface Packing {
  readonly way: (image: Sharp) => Sharp;
  readonly pack: (file: Buffer, keep: { readonly notes: boolean }) => Promise<Buffer>;
}

/** What a format can hold, what it is good for and how it is written. */
export interface Codec {
  readonly maxSide: number;
  readonly alpha: boolean;
  readonly films: boolean;
  /** True where grey is written as one channel. */
  readonly grey: boolean;
  /** True where few colours can be written by number, exactly. */
  readonly indexed: boolean;
  /** The contents for which `auto` weighs it. */
  readonly suits: readonly Content[];
  readonly lossy: Mode | null;
  readonly lossless: Mode | null;
}

/** From here on colour is finer than it is looked at, and whole colour would cost AVIF 34 bytes of memory a pixel, not 22. */
export const finePixels = 12_000_000;

/** Every format that is written, and how where nothing is searched by score. */
export const codecs = {
  jpeg: {
    maxSide: 65_535,
    alpha: false,
    films: false,
    grey: true,
    indexed: false,
    suits: ["photo"],
    lossy: {
      numbered: true,
      // Above this the colour that 4:2:0 loses is what keeps the score down.
      ways: [(image, { quality }) => image.jpeg({ quality, mozjpeg: true, chromaSubsampling: quality > 92 ? "4:4:4" : "4:2:0" })],
    },
    lossless: null,
  },
  png: {
    maxSide: 65_535,
    alpha: true,
    films: false,
    grey: true,
    indexed: true,
    suits: ["graphic"],
    lossy: null,
    lossless: {
      numbered: false,
      ways: [
        (image) => image.png({ compressionLevel: 9, adaptiveFiltering: true }),
        (image) => image.png({ compressionLevel: 9, adaptiveFiltering: false }),
      ],
      pack: { way: (image) => image.png({ compressionLevel: 1 }), pack: packPng },
    },
  },
  webp: {
    maxSide: 16_383,
    alpha: true,
    films: true,
    grey: false,
    indexed: false,
    suits: ["photo", "graphic", "film"],
    lossy: {
      numbered: true,
      // It is films alone that are written smaller by it, and better (film/film-codecs.ts).
      ways: [(image, { quality }) => image.webp({ quality, minSize: true })],
    },
    lossless: { numbered: false, ways: [(image) => image.webp({ lossless: true, minSize: true })] },
  },
  avif: {
    maxSide: 16_384,
    alpha: true,
    films: false,
    grey: false,
    indexed: false,
    suits: ["photo", "graphic"],
    lossy: {
      numbered: true,
      // Effort 4 costs eight times as much for a few percent.
      ways: [
        (image, { quality, pixels }) => image.avif({ quality, effort: 2, chromaSubsampling: pixels > finePixels ? "4:2:0" : "4:4:4" }),
      ],
    },
    lossless: null,
  },
  gif: {
    maxSide: 65_535,
    alpha: true,
    films: true,
    grey: false,
    indexed: false,
    suits: [],
    // Dither would add noise to colours that the palette of each frame already holds.
    lossy: { numbered: false, ways: [(image) => image.gif({ dither: 0 })] },
    lossless: null,
  },
} as const satisfies Record<OutputFormat, Codec>;

/** The codec of a format, without the literal types of its entry. */
export const codecOf = (format: OutputFormat): Codec => codecs[format];
