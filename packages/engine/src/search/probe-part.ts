import { decodePixels, inMemory, openEncoded, openPixels } from "./pixels.ts";
import { inColoursOf } from "./prepared.ts";
import type { Part } from "./sample.ts";
import { scoreOf } from "./score.ts";
import type { SearchTask } from "./search-task.ts";
import type { Chroma, Way } from "./searched-codec.ts";

/** What an encoding of a part of the picture weighs, takes and scores. */
export interface Probe {
  readonly bytes: number;
  readonly seconds: number;
  readonly score: number;
}

/** Encodes a part of the picture and scores it against itself; piece by piece where the codec would smear one into the next. */
export async function probePart(task: SearchTask, part: Part, chroma: Chroma, quality: number, way: Way): Promise<Probe> {
  const { job, format, codec } = task;
  const pieces = (codec.apart && part.pieces) || [part];
  let [bytes, seconds] = [-codec.headBytes * (pieces.length - 1), 0];
  const decoded = [];
  for (const piece of pieces) {
    const started = performance.now();
    const file = await way(inColoursOf(job, format, openPixels(piece)), quality, chroma).toBuffer();
    seconds += (performance.now() - started) / 1000;
    bytes += file.length;
    const distorted = await decodePixels(openEncoded(file), piece, piece.channels === 4, null);
    decoded.push(await distorted.read(0, piece.height));
  }
  return { bytes, seconds, score: await scoreOf(part, inMemory(Buffer.concat(decoded), part, part.channels)) };
}
