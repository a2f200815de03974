import type { OutputFormat } from "@pixpress/contracts/limits";
import type { Sharp } from "sharp";
import { ceilingQuality, floorQuality, inSteps, type Rungs } from "../search/ladder.ts";
import { ladders } from "../search/ladders.ts";

/** The formats that hold films. */
export type FilmFormat = Extract<OutputFormat, "webp" | "gif">;

/** How a film is written at a quality of the search. */
export interface FilmCodec {
  /** What films mostly come to at each quality: where the search begins. */
  readonly rungs: Rungs;
  /** Quick, for where time is short. */
  readonly way: (image: Sharp, quality: number, chroma: FilmChroma, quick: boolean) => Sharp;
  readonly chromas: readonly [FilmChroma, ...FilmChroma[]];
  readonly effort: number | null;
  readonly quickEffort: number | null;
  /** True where the quality is the encoder's own number. */
  readonly numbered: boolean;
  readonly lossless: ((image: Sharp) => Sharp) | null;
}

/** Colour of half the resolution; halved sharply, edges keep more of theirs. */
export type FilmChroma = "halved" | "sharp";

/** GIF has no quality. What it can be spared is pixels that hardly differ from the frame before: by so much they may. */
const mostDifference = 32;
const differenceAt = (quality: number): number => ((ceilingQuality - quality) / (ceilingQuality - floorQuality)) ** 2 * mostDifference;

const webp = (effort: number, chroma: FilmChroma) => ({
  effort,
  smartSubsample: chroma === "sharp",
  // With key frames libwebp takes pixels that hardly differ for equal, and what is left standing adds up: frames of score 4 were seen.
  minSize: true,
});

const webpEfforts = { usual: 4, quick: 1 } as const;

export const filmCodecs: Readonly<Record<FilmFormat, FilmCodec>> = {
  webp: {
    rungs: inSteps(ladders.webp).finish,
    way: (image, quality, chroma, quick) => image.webp({ quality, ...webp(quick ? webpEfforts.quick : webpEfforts.usual, chroma) }),
    chromas: ["halved", "sharp"],
    effort: webpEfforts.usual,
    quickEffort: webpEfforts.quick,
    numbered: true,
    lossless: (image) => image.webp({ lossless: true, minSize: true }),
  },
  gif: {
    rungs: {
      every: 4,
      distances: [3.9, 3.87, 3.84, 3.8, 3.75, 3.68, 3.6, 3.5, 3.38, 3.17, 2.87, 2.52, 2.2, 1.9, 1.7, 1.5, 1.4, 1.3],
    },
    // Dither would add noise to colours that the palette of each frame already holds.
    way: (image, quality) => image.gif({ dither: 0, interFrameMaxError: differenceAt(quality) }),
    chromas: ["halved"],
    effort: null,
    quickEffort: null,
    numbered: false,
    lossless: null,
  },
};

export function filmFormat(format: OutputFormat): FilmFormat {
  if (format in filmCodecs) return format as FilmFormat;
  throw new Error(`${format} holds no films`);
}
