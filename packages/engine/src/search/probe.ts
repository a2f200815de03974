import { ceilingQuality, expectFinish, lowestReaching, meanAt, type Point } from "./ladder.ts";
import type { OwnLadder } from "./next-setting.ts";
import { ladderErrs, OwnSteps, type PartFile } from "./own-steps.ts";
import type { Pixels } from "./pixels.ts";
import { probePart } from "./probe-part.ts";
import { mosaicOf, someOf, stripesOf, unflattened } from "./sample.ts";
import { distanceOf } from "./score.ts";
import { during, type SearchTask } from "./search-task.ts";
import { type Chroma, ladderOf, type Way } from "./searched-codec.ts";
import { farOff, startByFew, startBySome } from "./start.ts";

/** What is expected of the finish before it was tried once. */
export interface Plan {
  readonly chroma: Chroma;
  /** The lowest quality that is expected to reach the target. */
  readonly quality: number;
  /** Bytes to expect of it. */
  readonly bytes: number;
  /** Seconds a quick encoding of the whole picture would take. */
  readonly probeSeconds: number;
  readonly expect: (quality: number) => number;
  /** The picture's own steps, by a part of it; null where the mean of all pictures is what there is. */
  readonly own: OwnLadder | null;
}

const maxProbes = 3;
/** What a point of score costs in bytes. */
const bytesPerPoint = 0.06;
/** From here on tiles are so small a part that a picture's own steps cost less than a second file. */
const stepsFrom = 2_000_000;

/** Learns from quick encodings of parts of the picture what quality reaches the target. */
export function planFor(task: SearchTask, chroma: Chroma): Promise<Plan> {
  return during(task.stages, "search", async () => {
    const tiles = task.codec.mosaic ? await mosaicOf(task.original) : null;
    const plan = await planByStripes(task, chroma, tiles);
    return tiles === null ? plan : planByTiles(task, plan, tiles);
  });
}

type Striped = Plan & { readonly nearest: Point };

async function planByStripes(task: SearchTask, chroma: Chroma, tiles: Pixels | null): Promise<Striped> {
  const { codec, target, original } = task;
  const ladder = ladderOf(codec, chroma);
  const wanted = distanceOf(target + codec.aim);
  const sample = await stripesOf(original, codec.apart);
  const some = codec.apart ? await someOf(sample) : null;
  const points: (Point & PartFile)[] = [];
  const start = tiles !== null ? await startByFew(task, chroma, tiles) : await startBySome(task, chroma, some);
  const expect = (quality: number) => expectFinish(ladder, points, quality) + start.off;
  const look = async (at: number) => {
    const { score, bytes, seconds } = await probePart(task, sample, chroma, at, codec.probe);
    return { distance: unflattened(original, distanceOf(score), codec.apart), bytes, seconds };
  };
  let { quality } = start;
  let bytes = 0;
  let probeSeconds = 0;
  for (let probes = 0; probes < maxProbes; probes++) {
    const tried = quality;
    const { seconds, ...probed } = await look(tried);
    points.push({ quality: tried, ...probed });
    quality = lowestReaching(wanted, expect);
    const share = (original.width * original.height) / (sample.width * sample.height);
    const nearness = Math.min(20, Math.max(-20, target - (100 - Math.exp(expect(tried)))));
    bytes = probed.bytes * share * codec.finishBytes * Math.exp(bytesPerPoint * nearness);
    probeSeconds = seconds * share;
    if (Math.abs(meanAt(ladder.probe, tried) - meanAt(ladder.probe, quality)) < farOff || points.some((point) => point.quality === quality))
      break;
  }
  const nearest = points.toSorted((a, b) => Math.abs(a.quality - quality) - Math.abs(b.quality - quality))[0] as Point;
  const usual = new OwnSteps({ rungs: ladder.probe, before: expect, stairs: false, measure: look }, points);
  const own = some === null ? null : { first: false, usual, finer: null, off: 0 };
  return { chroma, quality, bytes, probeSeconds, expect, own, nearest };
}

/** The plan with what the slow encoder makes of the tiles, against the quick one; of a large picture with its own steps. */
async function planByTiles(task: SearchTask, { nearest, ...plan }: Striped, tiles: Pixels): Promise<Plan> {
  const { codec, target, original } = task;
  const ladder = ladderOf(codec, plan.chroma);
  const stepsOf = (way: Way, before: (quality: number) => number) =>
    new OwnSteps({
      rungs: ladder.finish,
      before,
      stairs: true,
      measure: async (quality) => {
        const { score, bytes } = await probePart(task, tiles, plan.chroma, quality, way);
        return { distance: distanceOf(score), bytes };
      },
    });
  const usual = stepsOf(codec.finish, (quality) => meanAt(ladder.finish, quality));
  const quick = await probePart(task, tiles, plan.chroma, nearest.quality, codec.probe);
  await usual.learn(nearest.quality);
  const off = nearest.distance - distanceOf(quick.score);
  const expect = (quality: number) => usual.at(quality) + off;
  const wanted = distanceOf(target + codec.aim);
  const suggest = () => lowestReaching(wanted, expect);
  if (original.width * original.height < stepsFrom) return { ...plan, expect, quality: suggest() };
  const finer = codec.finer && stepsOf(codec.finer, (quality) => usual.at(quality) - finerNearer);
  const quality = await usual.settle(suggest, (at) => expect(at) <= wanted + ladderErrs);
  return { ...plan, expect, quality, own: { first: true, usual, finer, off } };
}

/** By how much the codec's other steps are nearer at the same quality, in the mean. */
const finerNearer = 0.1;

/** True where halved colour might keep the picture from the target, or be the dearer way to it. */
export async function needsWholeColour(task: SearchTask, halved: Plan): Promise<boolean> {
  const { codec, target, original } = task;
  if (target > alwaysAbove) return true;
  const usual = lowestReaching(distanceOf(target + codec.aim), (quality) => meanAt(ladderOf(codec, halved.chroma).finish, quality));
  if (halved.quality < usual + unusual) return false;
  return during(task.stages, "search", async () => {
    const part = (await mosaicOf(original)) ?? (await stripesOf(original));
    return (await probePart(task, part, halved.chroma, ceilingQuality, codec.probe)).score < comfortable(target);
  });
}

const alwaysAbove = 88;
/** Qualities above what most pictures need: none that halved colour holds back needs less. */
const unusual = 3;
/** Where the highest quality scores this in halved colour, colour is not what the bytes go into. Measured on 18 graphics; natural pictures score 88 and more. */
const comfortable = (target: number): number => Math.max(target + 4, Math.min(target + 9, 86));
