import { rename, stat } from "node:fs/promises";
import { join } from "node:path";
import { extensions } from "@pixpress/contracts/limits";
import { packFlatJpeg } from "../lossless/pack-flat-jpeg.ts";
import { openPixels, type Pixels } from "../search/pixels.ts";
import { inColoursOf } from "../search/prepared.ts";
import { stripesOf } from "../search/sample.ts";
import { writeWhole } from "../search/search.ts";
import { during, type SearchTask } from "../search/search-task.ts";
import type { Chroma } from "../search/searched-codec.ts";
import { expectBytes, type Filling, fillUp, usualAim, type Weighed } from "./fill.ts";

/** A whole file. */
export interface Written extends Weighed {
  readonly path: string;
}

/** The way in which a still is written. */
export interface Manner {
  readonly chroma: Chroma;
  /** In the steps of the codec that lie between its usual ones. */
  readonly finer: boolean;
}

/** Writes the whole picture and weighs it as it is handed out, but for its mark. */
export async function writeStill(task: SearchTask, { chroma, finer }: Manner, quality: number, hasty: boolean): Promise<Written> {
  const file = await writeWhole(task, chroma, quality, hasty, finer);
  // Of its own name, so that no other search writes over it.
  const path = file.path.replace(/(?=\.\w+$)/, "-filling");
  await rename(file.path, path);
  return { quality, path, bytes: task.format === "jpeg" ? await packed(path, file.bytes, task.original) : file.bytes };
}

async function packed(path: string, bytes: number, size: Pixels): Promise<number> {
  await packFlatJpeg(path, bytes, size);
  return (await stat(path)).size;
}

/** Parts are not written until they are full, for they tell no more than about how much the whole weighs. */
const enough = 0.9;
const mostTries = 3;

/** What files of the whole are likely to weigh, and to take, by files of a part of it; a small picture itself will tell. */
export async function foresee(
  task: SearchTask,
  chroma: Chroma,
  first: Omit<Filling, "aim" | "enough" | "mostTries">,
): Promise<{ readonly expect: Filling["expect"]; readonly seconds: number }> {
  const { original, stages, deadline } = task;
  const part = await stripesOf(original);
  if (part === original) return { expect: first.expect, seconds: 0 };
  const share = (original.width * original.height) / (part.width * part.height);
  let seconds = 0;
  const write = (quality: number) =>
    during(stages, "search", async () => {
      const started = performance.now();
      const bytes = (await writePart(task, part, chroma, quality)) * share;
      seconds = ((performance.now() - started) / 1000) * share;
      return { quality, bytes };
    });
  const filling = { ...first, aim: usualAim, enough, mostTries };
  const tried = await fillUp(write, filling, { known: [], hasTime: (slowest) => deadline.leaves(slowest) });
  return { expect: (quality) => expectBytes(first.expect, tried, quality), seconds };
}

async function writePart(task: SearchTask, part: Pixels, chroma: Chroma, quality: number): Promise<number> {
  const { job, format, codec } = task;
  const path = join(job.folder, `part.${extensions[format]}`);
  const { size } = await codec.finish(inColoursOf(job, format, openPixels(part)), quality, chroma).toFile(path);
  return format === "jpeg" ? packed(path, size, part) : size;
}
