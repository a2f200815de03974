import { expectFinish, lowestReaching, meanAt, type Point } from "./ladder.ts";
import type { Pixels } from "./pixels.ts";
import { probePart } from "./probe-part.ts";
import { fewStripesOf, type Part } from "./sample.ts";
import { distanceOf } from "./score.ts";
import type { SearchTask } from "./search-task.ts";
import { type Chroma, ladderOf, type Way } from "./searched-codec.ts";

/** Where the search for a quality begins. */
export interface Start {
  readonly quality: number;
  /** How much farther the finish is from the probe than in the mean of all pictures. */
  readonly off: number;
}

/** Where the ladder rises by more than this between a probe and what it suggests, it is asked once more there. */
export const farOff = 0.2;

/** Where to begin, by a few stripes of a large picture, or by the level of the tiles: too coarse to end there, and cheap. */
export async function startByFew(task: SearchTask, chroma: Chroma, tiles: Pixels): Promise<Start> {
  const { codec, target, original } = task;
  const ladder = ladderOf(codec, chroma);
  const wanted = distanceOf(target + codec.aim);
  const few = (await fewStripesOf(original)) ?? tiles;
  const points: Point[] = [];
  const expect = (quality: number) => expectFinish(ladder, points, quality);
  for (let looks = 0; looks < mostStarts; looks++) {
    const quality = lowestReaching(wanted, expect);
    const known = points[0];
    if (known !== undefined && Math.abs(meanAt(ladder.probe, known.quality) - meanAt(ladder.probe, quality)) < farOff) break;
    const { score } = await probePart(task, few, chroma, quality, codec.probe);
    points.push({ quality, distance: distanceOf(score) + fewFlatten });
    if (few === tiles) break;
  }
  return { quality: lowestReaching(wanted, expect), off: 0 };
}

/** Where to begin, by some of the stripes, and what the slow encoder makes of them against the quick one; by the mean of all pictures where there are none. */
export async function startBySome(task: SearchTask, chroma: Chroma, some: Part | null): Promise<Start> {
  const { codec, target } = task;
  const ladder = ladderOf(codec, chroma);
  const wanted = distanceOf(target + codec.aim);
  const first = lowestReaching(wanted, (quality) => meanAt(ladder.finish, quality));
  if (some === null) return { quality: first, off: 0 };
  const look = async (quality: number, way: Way) => distanceOf((await probePart(task, some, chroma, quality, way)).score);
  const seen = await look(first, codec.probe);
  const points = [{ quality: first, distance: seen + someFlatten }];
  const expect = (quality: number) => expectFinish(ladder, points, quality);
  const quality = lowestReaching(wanted, expect);
  const quick = quality === first ? seen : await look(quality, codec.probe);
  const off = (await look(quality, codec.finish)) - quick - meanAt(ladder.finish, quality) + meanAt(ladder.probe, quality);
  return { quality: lowestReaching(wanted, (at) => expect(at) + off), off };
}

/** By how much some of the stripes look nearer than the whole is. */
const someFlatten = 0.12;

const mostStarts = 2;
/** By how much so small a part looks nearer than the whole is. */
const fewFlatten = 0.25;
