import { decodePixels, openEncoded, openPixels, type Pixels } from "./pixels.ts";
import { inColoursOf } from "./prepared.ts";
import { scoreOf } from "./score.ts";
import type { SearchTask } from "./search-task.ts";
import type { Chroma, Way } from "./searched-codec.ts";

/** What an encoding of a part of the picture weighs, takes and scores. */
export interface Probe {
  readonly bytes: number;
  readonly seconds: number;
  readonly score: number;
}

/** Encodes a part of the picture and scores it against itself. */
export async function probePart({ job, format }: SearchTask, part: Pixels, chroma: Chroma, quality: number, way: Way): Promise<Probe> {
  const started = performance.now();
  const file = await way(inColoursOf(job, format, openPixels(part)), quality, chroma).toBuffer();
  const seconds = (performance.now() - started) / 1000;
  const distorted = await decodePixels(openEncoded(file), part, part.channels === 4, null);
  return { bytes: file.length, seconds, score: await scoreOf(part, distorted) };
}
