import type { Output } from "@pixpress/contracts";
import type { Sharp } from "sharp";
import type { Ladder } from "./ladder.ts";

/** The resolution of colour; halved sharply, edges keep more of theirs and take longer. */
export type Chroma = "4:2:0" | "4:2:0 sharp" | "4:4:4";
export type SearchedFormat = "jpeg" | "webp" | "avif";
export type Way = (image: Sharp, quality: number, chroma: Chroma) => Sharp;

/** An encoder of which the search finds the quality, as it is set for one picture and target. */
export interface SearchedCodec {
  /** The resolutions of colour to choose from, the first before the others. */
  readonly chromas: readonly [Chroma, ...Chroma[]];
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
  /** True where the stripes of a part are to be written one by one, for it foretells a block from those beside it, and some of them by the finish, too. */
  readonly apart: boolean;
  /** Of a file, what does not grow with the picture. */
  readonly headBytes: number;
  /** Effort of the finish, and of the hasty one; null where the encoder has none. */
  readonly effort: number | null;
  readonly hastyEffort: number | null;
  /** True where a smaller picture would be given more effort. */
  readonly sparing: boolean;
  /** A quality above the ceiling, for what even that does not reach; null where it gains nothing. */
  readonly beyond: number | null;
  /** What the search aims above the target: the more, the less its prediction is worth. */
  readonly aim: number;
  /** Bytes of the finish over those of the probe, at one score. */
  readonly finishBytes: number;
}

/** The effort a file was given, and why it was less than usual. */
export function effortOf({ effort, hastyEffort, sparing }: SearchedCodec, hasty: boolean): Pick<Output, "effort" | "effortReason"> {
  if (hasty) return { effort: hastyEffort, effortReason: "out_of_time" };
  return { effort, effortReason: sparing ? "large_picture" : null };
}

/** What is known of a codec at a resolution of colour that it has. */
export function ladderOf({ ladders: all }: SearchedCodec, chroma: Chroma): Ladder {
  const ladder = all[chroma];
  if (ladder === undefined) throw new Error(`the codec has no colour in ${chroma}`);
  return ladder;
}
