import type { Sharp } from "sharp";
import { inSteps, type Ladder } from "./ladder.ts";
import { ladders } from "./ladders.ts";

/** The resolution of colour; halved sharply, edges keep more of theirs and take longer. */
export type Chroma = "4:2:0" | "4:2:0 sharp" | "4:4:4";
export type SearchedFormat = "jpeg" | "webp" | "avif";
export type Way = (image: Sharp, quality: number, chroma: Chroma) => Sharp;

/** An encoder of which the search finds the quality. */
export interface SearchedCodec {
  /** The resolutions of colour to choose from for so many pixels, the first before the others. */
  readonly chromas: (pixels: number) => readonly [Chroma, ...Chroma[]];
  /** True where the choice is the report's to tell. */
  readonly tellsChroma: boolean;
  readonly ladders: Readonly<Partial<Record<Chroma, Ladder>>>;
  /** Quick to write, and much like the file in its errors. */
  readonly probe: Way;
  readonly finish: Way;
  /** The finish in other steps, for where its own are too far apart; null where there are none. */
  readonly finer: Way | null;
  /** What the file is written with where time is short: the probe's ladder holds for it. */
  readonly hasty: Way;
  /** True where the finish differs from the probe in a way that tiles from all over the picture tell exactly. */
  readonly mosaic: boolean;
  /** Effort of the finish, and of the hasty one; null where the encoder has none. */
  readonly effort: number | null;
  readonly hastyEffort: number | null;
  /** What the search aims above the target: the more, the less its prediction is worth. */
  readonly aim: number;
  /** Bytes of the finish over those of the probe, at one score. */
  readonly finishBytes: number;
}

/** From here on whole colour would cost AVIF 34 bytes of memory a pixel, not 22, and is finer than it is looked at. */
const finePixels = 12_000_000;
const probedJpeg: Way = (image, quality, chromaSubsampling) => image.jpeg({ quality, chromaSubsampling, quantisationTable: 3 });
/** The very pixels of `mozjpeg: true` for two thirds of its time: only the search for the shortest scans is left out. */
const trellisJpeg =
  (quantisationTable: number): Way =>
  (image, quality, chromaSubsampling) =>
    image.jpeg({ quality, chromaSubsampling, progressive: true, trellisQuantisation: true, overshootDeringing: true, quantisationTable });

const webp =
  (effort: number): Way =>
  (image, quality, chroma) =>
    image.webp({ quality, effort, smartSubsample: chroma === "4:2:0 sharp" });
const avif =
  (effort: number): Way =>
  (image, quality, chromaSubsampling) =>
    image.avif({ quality, effort, chromaSubsampling });

/** The codecs whose quality is searched by score. */
export const searchedCodecs = {
  jpeg: {
    chromas: () => ["4:2:0", "4:4:4"],
    tellsChroma: true,
    ladders: { "4:2:0": inSteps(ladders.jpeg420), "4:4:4": inSteps(ladders.jpeg444) },
    probe: probedJpeg,
    finish: trellisJpeg(3),
    finer: trellisJpeg(5),
    hasty: probedJpeg,
    mosaic: true,
    effort: null,
    hastyEffort: null,
    aim: 0.05,
    finishBytes: 0.85,
  },
  webp: {
    chromas: () => ["4:2:0", "4:2:0 sharp"],
    tellsChroma: false,
    ladders: { "4:2:0": inSteps(ladders.webp), "4:2:0 sharp": inSteps(ladders.webp) },
    probe: webp(1),
    finish: webp(4),
    finer: null,
    hasty: webp(1),
    mosaic: false,
    effort: 4,
    hastyEffort: 1,
    aim: 0.15,
    finishBytes: 1,
  },
  avif: {
    chromas: (pixels) => (pixels > finePixels ? ["4:2:0"] : ["4:4:4"]),
    tellsChroma: true,
    ladders: { "4:2:0": inSteps(ladders.avif420), "4:4:4": inSteps(ladders.avif444) },
    probe: avif(0),
    // Effort 4 costs eight times as much for a few percent.
    finish: avif(2),
    finer: null,
    hasty: avif(0),
    mosaic: false,
    effort: 2,
    hastyEffort: 0,
    aim: 0.15,
    finishBytes: 0.9,
  },
} as const satisfies Record<SearchedFormat, SearchedCodec>;

/** The codec of a format, without the literal types of its entry. */
export const searchedCodecOf = (format: SearchedFormat): SearchedCodec => searchedCodecs[format];

/** What is known of a codec at a resolution of colour that it has. */
export function ladderOf({ ladders: all }: SearchedCodec, chroma: Chroma): Ladder {
  const ladder = all[chroma];
  if (ladder === undefined) throw new Error(`the codec has no colour in ${chroma}`);
  return ladder;
}
