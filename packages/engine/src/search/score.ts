import { createScorer } from "@pixpress/ssimulacra2";
import type { Pixels } from "./pixels.ts";

const bandRows = 32;

/** SSIMULACRA2 of every row of a picture against the original's; with alpha over grey and over white, the worse counts. */
export async function scoreOf(original: Pixels, distorted: Pixels): Promise<number> {
  const { width, height, channels } = original;
  if (distorted.width !== width || distorted.height !== height) throw new Error("only pictures of one size can be compared");
  const scorer = createScorer(width, height, { referenceChannels: channels, distortedChannels: distorted.channels });
  for (let row = 0; row < height; row += bandRows) {
    const rows = Math.min(bandRows, height - row);
    scorer.push(await original.read(row, rows), await distorted.read(row, rows));
  }
  return scorer.finish();
}

/** The scale on which qualities are even steps; no score is so near to 100 that it has none. */
export const distanceOf = (score: number): number => Math.log(100 - Math.min(score, 99.9));
