import { join } from "node:path";
import { extensions } from "@pixpress/contracts/limits";
import { type Encoding, handOver, type Spent, type Work } from "../encode.ts";
import { encodeFailure } from "../encode-failure.ts";
import { openFor } from "../encode-job.ts";
import { type FilmFormat, filmCodecs } from "../film/film-codecs.ts";
import { type FilmSample, sampleOf, scoreFilm } from "../film/film-sample.ts";
import { expectedBytes, openFrames } from "../film/plan-film.ts";
import { evenly } from "../film/timing.ts";
import { toFilm, writeFilm } from "../film/to-film.ts";
import { markFile } from "../generations/mark.ts";
import { leeway } from "../search/refine.ts";
import { during } from "../search/search-task.ts";
import { targetOf } from "../search/target.ts";
import { together } from "../stages.ts";
import { type Budget, mostEncodes, scoreToMark } from "./budget.ts";
import { type ByteRungs, byteRungsOf, bytesAt } from "./byte-rungs.ts";
import { expectBytes, type Filling, fillUp, fittest, usualAim } from "./fill.ts";

/** How much the bytes of a film change from the lowest quality of its codec to the highest: a first guess, no more. */
const rungsOf: Readonly<Record<FilmFormat, ByteRungs>> = {
  webp: byteRungsOf("webp", "4:2:0"),
  gif: [
    [30, -2.2],
    [64, -1.7],
    [98, -0.8],
  ],
};
const enough = 0.95;
const mostSamples = 3;

/** A GIF that does not fit gives up colours in the encodes that are left. */
const leftFor: Readonly<Record<FilmFormat, number>> = { webp: 0, gif: 3 };

/** A film of the highest quality that fits the budget, or of the lowest where none does; `spent` is gone already. */
export async function filmToBudget(
  { job, deadline }: Work,
  format: FilmFormat,
  { budget, spent }: { readonly budget: Budget; readonly spent: Spent },
): Promise<Encoding> {
  const codec = filmCodecs[format];
  const stages = together(spent.stages);
  const sample = await during(stages, "decode", () => sampleOf(job));
  const rungs = rungsOf[format];
  const [lowest, highest] = [rungs[0], rungs.at(-1)].map((rung) => rung?.[0]) as [number, number];
  const pixels = job.size.width * job.size.height * job.picture.frames;
  const byMean = { most: budget.fill, lowest, highest, expect: (quality: number) => bytesAt(rungs, quality) + Math.log(pixels) };
  const foreseen = await during(stages, "search", () => foresee(format, sample, job.picture.frames, byMean));
  const quick = !deadline.leaves(foreseen.seconds * 2);
  const write = async (quality: number) => {
    const path = join(job.folder, `film-filling-${quality}.${extensions[format]}`);
    const film = codec.way(openFor(job, format), quality, codec.chromas[0], quick);
    return { quality, path, bytes: await during(stages, "encode", () => writeFilm(job, format, film, path)) };
  };
  const filling: Filling = {
    ...byMean,
    expect: foreseen.expect,
    aim: usualAim,
    enough,
    mostTries: Math.max(2, mostEncodes - leftFor[format] - spent.encodes),
  };
  try {
    const tried = await fillUp(write, filling, { known: [], hasTime: (slowest) => deadline.leaves(slowest) });
    const best = fittest(tried, budget.fill) ?? tried.reduce((least, file) => (file.bytes < least.bytes ? file : least));
    const score = await during(stages, "score", () => scoreFilm(sample, best.path));
    const target = targetOf(job.recipe) as number;
    const bytes = await markFile(format, best.path, scoreToMark(score, target));
    const effortReason = quick ? ("out_of_time" as const) : null;
    const about = { chroma: null, effort: quick ? codec.quickEffort : codec.effort, effortReason, hasty: quick, stages };
    const told = { search: "budget", targetMet: score >= target - leeway, encodes: tried.length + spent.encodes, lossless: false } as const;
    const quality = codec.numbered ? best.quality : null;
    return { format, bytes, write: handOver(best.path), quality, score, ...told, ...about, fits: bytes <= budget.maxBytes };
  } catch (error) {
    throw await encodeFailure(error, job.picture);
  }
}

/** What whole films are likely to weigh and to take, by films of the sampled frames; where those are all, the films themselves tell. */
async function foresee(format: FilmFormat, sample: FilmSample, frames: number, byMean: Omit<Filling, "aim" | "enough" | "mostTries">) {
  if (sample.isWhole) return { expect: byMean.expect, seconds: 0 };
  const codec = filmCodecs[format];
  let seconds = 0;
  const weigh = async (part: FilmSample["frames"], quality: number) =>
    (await toFilm(codec.way(openFrames(part), quality, codec.chromas[0], false), format, evenly(part.length))).length;
  const write = async (quality: number) => {
    const started = performance.now();
    const film = await weigh(sample.frames, quality);
    seconds = (((performance.now() - started) / 1000) * frames) / sample.frames.length;
    return { quality, bytes: expectedBytes(film, await weigh(sample.frames.slice(0, 1), quality), sample, frames) };
  };
  const tried = await fillUp(write, { ...byMean, aim: usualAim, enough: 0.9, mostTries: mostSamples }, { known: [], hasTime: () => true });
  return { expect: (quality: number) => expectBytes(byMean.expect, tried, quality), seconds };
}
