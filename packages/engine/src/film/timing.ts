import { readHeader } from "../decode.ts";
import type { Picture } from "../picture.ts";

/** How long each frame of a film is seen, in milliseconds, and how often all of it is shown; 0 for ever. */
export interface Timing {
  readonly delays: readonly number[];
  readonly loop: number;
}

/** What a frame without a time of its own is given. */
const usualDelay = 100;

/** The times of a film, as its own file has them. */
export async function readTiming({ path, frames }: Pick<Picture, "path" | "frames">): Promise<Timing> {
  const { delay = [], loop = 0 } = await readHeader(path);
  return { delays: Array.from({ length: frames }, (_, frame) => delay[frame] ?? usualDelay), loop };
}

/** A film of so many frames of no particular times. */
export const evenly = (frames: number): Timing => ({ delays: Array.from({ length: frames }, () => usualDelay), loop: 0 });
