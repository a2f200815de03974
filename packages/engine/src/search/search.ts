import { join } from "node:path";
import type { Output } from "@pixpress/contracts";
import { extensions } from "@pixpress/contracts/limits";
import { encodeFailure } from "../encode-failure.ts";
import { ceilingQuality, floorQuality } from "./ladder.ts";
import { nextSetting, type Setting } from "./next-setting.ts";
import { decodePixels, openEncoded } from "./pixels.ts";
import { openPrepared } from "./prepared.ts";
import { needsWholeColour, type Plan, planFor } from "./probe.ts";
import { bestOf, byLadder, nextQuality, reaches, type Tried } from "./refine.ts";
import { distanceOf, scoreOf } from "./score.ts";
import { during, type SearchTask } from "./search-task.ts";
import { type Chroma, effortOf, ladderOf, type SearchedCodec } from "./searched-codec.ts";

/** The file a search ended with. */
export interface Found extends Tried {
  readonly path: string;
  /** Null where the format or the picture leaves no choice. */
  readonly chroma: "4:2:0" | "4:4:4" | null;
  readonly effort: number | null;
  readonly effortReason: Output["effortReason"];
  readonly end: "reached" | "floor" | "unreachable";
  /** True where it was cut short to be done in time. */
  readonly hasty: boolean;
  /** Whole files that were written. */
  readonly encodes: number;
}

/** What probes of the picture make likely: for a codec that has the choice, with the colour that gives the smaller file. */
export async function planSearch(task: SearchTask): Promise<Plan> {
  const { codec, job } = task;
  const [chroma, other] = codec.chromas;
  const plan = await planFor(task, chroma);
  if (other === undefined || job.picture.grey) return plan;
  if (other !== "4:4:4") return plan.quality < ceilingQuality ? plan : planFor(task, other);
  if (!(await needsWholeColour(task, plan))) return plan;
  const whole = await planFor(task, other);
  const isShort = plan.quality === ceilingQuality && whole.quality < ceilingQuality;
  return isShort || whole.bytes < plan.bytes ? whole : plan;
}

/** Writes the picture until a file is near enough to the target, from what the plan expects on. */
export async function finishSearch(task: SearchTask, plan: Plan): Promise<Found> {
  const found = await walk(task, plan);
  const more = task.codec.chromas.at(-1);
  if (found.end !== "unreachable" || more === undefined || more === plan.chroma || task.job.picture.grey) return found;
  const mostEncodes = task.mostEncodes - found.encodes;
  if (mostEncodes <= 0) return found;
  // By what the first files were off from what was expected of them, these are likely to be off, too.
  const off = distanceOf(found.score) - plan.expect(found.quality);
  const other = await planFor(task, more);
  const whole = await walk({ ...task, mostEncodes }, { ...other, expect: (quality) => other.expect(quality) + off });
  return { ...(whole.score > found.score ? whole : found), encodes: found.encodes + whole.encodes };
}

async function walk(task: SearchTask, plan: Plan): Promise<Found> {
  const { deadline } = task;
  const { chroma } = plan;
  // A finish takes up to ten times as long as a probe; it is not begun where even that might not fit.
  const hasty = !deadline.leaves(plan.probeSeconds * slowestFinish);
  const next = () => during(task.stages, "search", () => choose(task, plan, tried, hasty));
  const tried: Written[] = [];
  let slowest = 0;
  for (let setting = await next(); setting !== null; setting = await next()) {
    if (tried.length > 0 && !deadline.leaves(slowest)) return finding(task, tried, chroma, true);
    const started = performance.now();
    tried.push(await write(task, chroma, setting, hasty));
    slowest = Math.max(slowest, (performance.now() - started) / 1000);
    if (tried.length >= task.mostEncodes) break;
  }
  return finding(task, tried, chroma, hasty);
}

/** What to write next: by the picture's own steps where they were measured, else by the ladder. */
async function choose({ codec, target }: SearchTask, plan: Plan, tried: readonly Tried[], hasty: boolean): Promise<Setting | null> {
  if (plan.own !== null && !hasty && (plan.own.first || tried.length > 0)) return nextSetting(tried, plan.own, { target, aim: codec.aim });
  const ladder = ladderOf(codec, plan.chroma);
  const foresee = byLadder(hasty ? ladder.probe : ladder.finish, plan.expect);
  const quality = nextQuality(tried, { target, aim: codec.aim, foresee, sure: false });
  const last = quality ?? (hasty ? null : beyond(codec, plan, tried, target));
  return last === null ? null : { quality: last, finer: false };
}

/** The quality above the ceiling, where that is all that is left to try. */
function beyond({ beyond: top, chromas }: SearchedCodec, { chroma }: Plan, tried: readonly Tried[], target: number): number | null {
  const isLeft = chroma === chromas.at(-1) && !tried.some((file) => file.quality === top || reaches(file, target));
  return isLeft ? top : null;
}

export const slowestFinish = 10;

function finding({ codec, target, job }: SearchTask, tried: readonly Written[], chroma: Chroma, hasty: boolean): Found {
  const best = bestOf(tried, target);
  const tooGood = best.quality === floorQuality && best.score > target;
  const end = !reaches(best, target) ? "unreachable" : tooGood ? "floor" : "reached";
  const told = codec.tellsChroma && !job.picture.grey && chroma !== "4:2:0 sharp" ? chroma : null;
  return { ...best, chroma: told, ...effortOf(codec, hasty), end, hasty, encodes: tried.length };
}

interface Written extends Tried {
  readonly path: string;
}

async function write(task: SearchTask, chroma: Chroma, { quality, finer }: Setting, hasty: boolean): Promise<Written> {
  const file = await writeWhole(task, chroma, quality, hasty, finer);
  return { ...file, finer, score: await scoreWhole(task, file.path) };
}

/** Writes the whole picture at a quality; in the codec's other steps where it is asked to. */
export async function writeWhole(
  task: SearchTask,
  chroma: Chroma,
  quality: number,
  hasty: boolean,
  finer = false,
): Promise<Omit<Written, "score">> {
  const { job, format, codec, original, stages } = task;
  const steps = finer ? "-finer" : "";
  const path = join(job.folder, `${format}-${chroma.replaceAll(/\W/g, "")}-${quality}${steps}.${extensions[format]}`);
  const way = hasty ? codec.hasty : finer && codec.finer !== null ? codec.finer : codec.finish;
  try {
    const { size } = await during(stages, "encode", () => way(openPrepared(job, format, original), quality, chroma).toFile(path));
    return { path, quality, bytes: size };
  } catch (error) {
    throw await encodeFailure(error, job.picture);
  }
}

/** The score of a file that was written of it, over every row. */
export async function scoreWhole(
  { job, original, stages }: Pick<SearchTask, "job" | "original" | "stages">,
  path: string,
): Promise<number> {
  try {
    return await during(stages, "score", async () => {
      const distorted = await decodePixels(openEncoded(path), original, original.channels === 4, join(job.folder, "distorted.tiff"));
      try {
        return await scoreOf(original, distorted);
      } finally {
        await distorted.close();
      }
    });
  } catch (error) {
    throw await encodeFailure(error, job.picture);
  }
}
