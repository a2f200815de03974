import { createScorer, type ScorerOptions } from "./create-scorer.ts";
import { type Channels, isOpaque, type Rows } from "./rows.ts";
import { ScoreError } from "./score-error.ts";

export { createScorer, type Scorer, type ScorerOptions } from "./create-scorer.ts";
export { bestArithmetic } from "./instance.ts";
export type { Channels } from "./rows.ts";
export { ScoreError } from "./score-error.ts";

/** A picture in memory, 8-bit sRGB, rows without padding. */
export interface Picture extends Rows {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: Channels;
}

/** How close the distorted picture looks to the reference by SSIMULACRA 2.1: 100 is identical. Alpha that hides nothing costs nothing. */
export function score(reference: Picture, distorted: Picture, options: Pick<ScorerOptions, "arithmetic"> = {}): number {
  const { width, height } = reference;
  if (distorted.width !== width || distorted.height !== height) {
    throw new ScoreError("sizes_differ", `${width} by ${height} cannot be compared with ${distorted.width} by ${distorted.height}`);
  }
  const pictures = isOpaque(reference) && isOpaque(distorted) ? [withoutAlpha(reference), withoutAlpha(distorted)] : [reference, distorted];
  const [first = reference, second = distorted] = pictures;
  const scorer = createScorer(width, height, { ...options, referenceChannels: first.channels, distortedChannels: second.channels });
  scorer.push(first.data, second.data);
  return scorer.finish();
}

function withoutAlpha(picture: Picture): Picture {
  if (picture.channels === 3) return picture;
  const data = new Uint8Array((picture.data.length / 4) * 3);
  for (let from = 0, to = 0; from < picture.data.length; from += 4, to += 3) {
    data[to] = picture.data[from] ?? 0;
    data[to + 1] = picture.data[from + 1] ?? 0;
    data[to + 2] = picture.data[from + 2] ?? 0;
  }
  return { ...picture, data, channels: 3 };
}
