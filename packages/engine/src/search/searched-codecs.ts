import { finePixels } from "../codecs.ts";
import { inSteps } from "./ladder.ts";
import { ladders } from "./ladders.ts";
import type { SearchedCodec, SearchedFormat, Way } from "./searched-codec.ts";

/** What a codec is set by. */
interface Setting {
  readonly pixels: number;
  readonly target: number;
}

/** Up to here a better effort costs less than half a second. */
const smallPixels = 500_000;
/** From here on the usual effort takes longer than one waits for a picture. */
const largePixels = 30_000_000;
/** Below this the stripes are so small that the beginnings of their files weigh more than what they tell. */
const apartFrom = 1_000_000;
/** Below this the steps of WebP with its usual filter are too rough to come near a target. */
const roughBelow = 75;

const probedJpeg: Way = (image, quality, chromaSubsampling) => image.jpeg({ quality, chromaSubsampling, quantisationTable: 3 });
/** The very pixels of `mozjpeg: true` for two thirds of its time: only the search for the shortest scans is left out. */
const trellisJpeg =
  (quantisationTable: number): Way =>
  (image, quality, chromaSubsampling) =>
    image.jpeg({ quality, chromaSubsampling, progressive: true, trellisQuantisation: true, overshootDeringing: true, quantisationTable });

const jpeg: SearchedCodec = {
  chromas: ["4:2:0", "4:4:4"],
  tellsChroma: true,
  ladders: { "4:2:0": inSteps(ladders.jpeg420), "4:4:4": inSteps(ladders.jpeg444) },
  probe: probedJpeg,
  finish: trellisJpeg(3),
  finer: trellisJpeg(5),
  hasty: probedJpeg,
  mosaic: true,
  apart: false,
  headBytes: 0,
  effort: null,
  hastyEffort: null,
  sparing: false,
  beyond: null,
  aim: 0.05,
  finishBytes: 0.85,
};

/** Effort 6 saves 3 to 5 % over 4, for twice the time. */
function webp({ pixels, target }: Setting): SearchedCodec {
  const preset = target < roughBelow ? "drawing" : "default";
  const way =
    (effort: number): Way =>
    (image, quality, chroma) =>
      image.webp({ quality, effort, preset, smartSubsample: chroma === "4:2:0 sharp" });
  const sparing = pixels > largePixels;
  const [effort, hastyEffort] = [sparing ? 4 : 6, 1];
  const ladder = inSteps(preset === "drawing" ? ladders.webpDrawing : ladders.webp);
  return {
    chromas: ["4:2:0", "4:2:0 sharp"],
    tellsChroma: false,
    ladders: { "4:2:0": ladder, "4:2:0 sharp": ladder },
    probe: way(hastyEffort),
    finish: way(effort),
    finer: null,
    hasty: way(hastyEffort),
    mosaic: false,
    apart: false,
    headBytes: 0,
    effort,
    hastyEffort,
    sparing,
    beyond: 100,
    aim: 0.15,
    finishBytes: 0.95,
  };
}

/** Effort 3 saves 2 to 6 % over 2, for twice the time; 4 costs eight times as much for 5 to 10 %, 1 half as much for 3 to 4 % more bytes. */
function avif({ pixels }: Setting): SearchedCodec {
  const way =
    (effort: number): Way =>
    (image, quality, chromaSubsampling) =>
      image.avif({ quality, effort, chromaSubsampling });
  const sparing = pixels > largePixels;
  const [effort, hastyEffort] = [sparing ? 1 : pixels > smallPixels ? 2 : 3, 0];
  return {
    chromas: pixels > finePixels ? ["4:2:0"] : ["4:4:4"],
    tellsChroma: true,
    ladders: { "4:2:0": inSteps(ladders.avif420), "4:4:4": inSteps(ladders.avif444) },
    probe: way(hastyEffort),
    finish: way(effort),
    finer: null,
    hasty: way(hastyEffort),
    mosaic: false,
    apart: pixels > apartFrom,
    headBytes: 310,
    effort,
    hastyEffort,
    sparing,
    beyond: null,
    aim: 0.15,
    finishBytes: 0.9,
  };
}

/** The codecs whose quality is searched by score. */
const searchedCodecs = { jpeg: () => jpeg, webp, avif } as const satisfies Record<SearchedFormat, (setting: Setting) => SearchedCodec>;

/** The codec of a format as it is set for so many pixels and a target. */
export const searchedCodecOf = (format: SearchedFormat, setting: Setting): SearchedCodec => searchedCodecs[format](setting);

/** True for a format whose quality is searched. */
export const isSearched = (format: string): format is SearchedFormat => format in searchedCodecs;
