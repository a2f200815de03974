import type { Sharp } from "sharp";
import { ceilingQuality, expectAt, lowestReaching, meanAt, type Point } from "./ladder.ts";
import { decodePixels, openEncoded, openPixels, type Pixels } from "./pixels.ts";
import { inColoursOf } from "./prepared.ts";
import { flattening, mosaicOf, stripesOf } from "./sample.ts";
import { distanceOf, scoreOf } from "./score.ts";
import { during, type SearchTask } from "./search-task.ts";
import { type Chroma, ladderOf } from "./searched-codec.ts";

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
}

const maxProbes = 3;
/** Where the ladder rises by more than this between a probe and what it suggests, it is asked once more there. */
const farOff = 0.25;
/** What a point of score costs in bytes. */
const bytesPerPoint = 0.06;

/** Learns from quick encodings of parts of the picture what quality reaches the target. */
export function planFor(task: SearchTask, chroma: Chroma): Promise<Plan> {
  return during(task.stages, "search", () => plan(task, chroma));
}

async function plan(task: SearchTask, chroma: Chroma): Promise<Plan> {
  const { codec, target, original } = task;
  const ladder = ladderOf(codec, chroma);
  const wanted = distanceOf(target + codec.aim);
  const sample = await stripesOf(original);
  const points: Point[] = [];
  const byMean = (quality: number) => meanAt(ladder.finish, quality) - meanAt(ladder.probe, quality);
  let shift = byMean;
  const expect = (quality: number) => expectAt(ladder.probe, points, quality) + shift(quality);
  let quality = lowestReaching(wanted, expect);
  let bytes = 0;
  let probeSeconds = 0;
  for (let probes = 0; probes < maxProbes; probes++) {
    const tried = quality;
    const { score, ...probed } = await probe(task, sample, chroma, tried, codec.probe);
    points.push({ quality: tried, distance: distanceOf(score) + flattening(original) });
    quality = lowestReaching(wanted, expect);
    const share = (original.width * original.height) / (sample.width * sample.height);
    const nearness = Math.min(20, Math.max(-20, target - (100 - Math.exp(expect(tried)))));
    bytes = probed.bytes * share * codec.finishBytes * Math.exp(bytesPerPoint * nearness);
    probeSeconds = probed.seconds * share;
    if (Math.abs(meanAt(ladder.probe, tried) - meanAt(ladder.probe, quality)) < farOff || points.some((point) => point.quality === quality))
      break;
  }
  const mosaic = codec.mosaic ? await mosaicOf(original) : null;
  if (mosaic !== null) {
    const quick = await probe(task, mosaic, chroma, quality, codec.probe);
    const whole = await probe(task, mosaic, chroma, quality, codec.finish);
    const own = distanceOf(whole.score) - distanceOf(quick.score) - byMean(quality);
    shift = (at) => byMean(at) + own;
    quality = lowestReaching(wanted, expect);
  }
  return { chroma, quality, bytes, probeSeconds, expect };
}

/** True where halved colour might keep the picture from the target, or be the dearer way to it. */
export async function needsWholeColour(task: SearchTask, halved: Plan): Promise<boolean> {
  const { codec, target, original } = task;
  if (target > alwaysAbove) return true;
  const usual = lowestReaching(distanceOf(target + codec.aim), (quality) => meanAt(ladderOf(codec, halved.chroma).finish, quality));
  if (halved.quality < usual + unusual) return false;
  return during(task.stages, "search", async () => {
    const part = (await mosaicOf(original)) ?? original;
    return (await probe(task, part, halved.chroma, ceilingQuality, codec.probe)).score < target + headroom;
  });
}

const alwaysAbove = 88;
/** Qualities above what most pictures need: none that halved colour holds back needs less. */
const unusual = 3;
const headroom = 4;

type Way = (image: Sharp, quality: number, chroma: Chroma) => Sharp;

async function probe({ job, format }: SearchTask, part: Pixels, chroma: Chroma, quality: number, way: Way) {
  const started = performance.now();
  const file = await way(inColoursOf(job, format, openPixels(part)), quality, chroma).toBuffer();
  const seconds = (performance.now() - started) / 1000;
  const distorted = await decodePixels(openEncoded(file), part, part.channels === 4, null);
  return { bytes: file.length, seconds, score: await scoreOf(part, distorted) };
}
