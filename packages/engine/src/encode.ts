import { copyFileSync, renameSync } from "node:fs";
import type { Output } from "@pixpress/contracts";
import type { OutputFormat } from "@pixpress/contracts/limits";
import { writeAttempts } from "./attempts.ts";
import type { Candidate } from "./candidates.ts";
import { codecOf, type Mode } from "./codecs.ts";
import { type EncodeJob, isFilm } from "./encode-job.ts";
import { EngineError } from "./engine-error.ts";
import { encodeFilm } from "./film/encode-film.ts";
import { sampleOf, scoreFilm } from "./film/film-sample.ts";
import { markFile } from "./generations/mark.ts";
import { packFlatJpeg } from "./lossless/pack-flat-jpeg.ts";
import { paletteToTarget } from "./palette-to-target.ts";
import type { Size } from "./picture.ts";
import type { Deadline } from "./search/deadline.ts";
import { encodeToTarget, type Searched, type Skipped } from "./search/encode-to-target.ts";
import type { Prepared } from "./search/prepared.ts";
import { leeway } from "./search/refine.ts";
import { during, type Stages } from "./search/search-task.ts";
import { isSearched } from "./search/searched-codecs.ts";
import { targetOf } from "./search/target.ts";
import { noStages } from "./stages.ts";
import type { Standing } from "./standing.ts";

/** What a task's encodings share. */
export interface Work {
  readonly job: EncodeJob;
  readonly prepared: Prepared;
  readonly deadline: Deadline;
}

/** A picture encoded to a file. */
export interface Encoding extends Pick<Output, "score" | "search" | "targetMet" | "chroma" | "effort" | "effortReason"> {
  readonly format: OutputFormat;
  /** Files of the whole picture that were written for it. */
  readonly encodes: number;
  readonly stages: Stages;
  readonly bytes: number;
  /** Puts the file at a path; at a second one too, where two formats share it. */
  readonly write: (path: string) => void;
  readonly quality: number | null;
  readonly lossless: boolean;
  /** True where the search for it was cut short to be done in time. */
  readonly hasty: boolean;
  /** Whether it is within the bytes that the recipe allows; left out where it names none. */
  readonly fits?: boolean;
  /** Its sides, where they had to be smaller than the recipe's to fit. */
  readonly scaledTo?: Size;
}

/** What went into files that are not handed out. */
export type Spent = Pick<Encoding, "encodes" | "stages">;

/** Encodes one candidate, unless it has no chance against what is there. Throws an `EngineError`. */
export async function encode(work: Work, candidate: Candidate, standing: Standing): Promise<Encoding | Skipped> {
  const { job } = work;
  const codec = codecOf(candidate.format);
  const mode = codec[candidate.mode];
  if (mode === null) throw new Error(`${candidate.format} has no ${candidate.mode} mode`);
  assertHolds(candidate.format, job.size);
  const target = targetOf(job.recipe);
  if (target !== null && isFilm(job, codec)) return encodeFilmOf(work, candidate, target, standing);
  if (target === null || mode === codec.lossless || !isSearched(candidate.format)) {
    const once = await encodeOnce(job, candidate, mode);
    return candidate.format === "png" && target !== null ? orPalette(work, once, target) : once;
  }
  const found = await encodeToTarget(work, candidate.format, target, standing);
  if ("skipped" in found) return found;
  if (candidate.format === "jpeg") await packFlatJpeg(found.path, found.bytes, job.size);
  return searched({ ...found, bytes: await markFile(candidate.format, found.path, target) }, candidate.format, target);
}

async function encodeFilmOf(work: Work, candidate: Candidate, target: number, standing: Standing): Promise<Encoding | Skipped> {
  const film = await encodeFilm(work, candidate, target, standing);
  if ("skipped" in film) return film;
  const lossless = candidate.mode === "lossless";
  const bytes = lossless ? film.bytes : await markFile(candidate.format, film.path, target);
  const { quality } = film;
  return { ...searched({ ...film, bytes, quality: quality ?? 0, chroma: null }, candidate.format, target), quality, lossless };
}

/** Throws an `EngineError` where a format cannot hold a picture so large. */
export function assertHolds(format: OutputFormat, { width, height }: Size): void {
  const { maxSide } = codecOf(format);
  if (Math.max(width, height) <= maxSide) return;
  throw new EngineError("encode", "too_large_for_format", `${format} holds at most ${maxSide} pixels a side.`, { retryable: false });
}

/** A file whose quality was searched, as it is to be told. */
export function searched(
  {
    path,
    bytes,
    quality,
    score,
    end,
    encodes,
    chroma,
    effort,
    effortReason,
    stages,
    hasty,
  }: Omit<Searched, "end"> & { readonly end: Output["search"] },
  format: OutputFormat,
  target: number,
): Encoding {
  const targetMet = score >= target - leeway;
  return {
    format,
    bytes,
    write: handOver(path),
    quality,
    lossless: false,
    score,
    search: end,
    targetMet,
    encodes,
    chroma,
    effort,
    effortReason,
    stages,
    hasty,
  };
}

/** As it comes: without loss, at the number of an encoder, or as a GIF of one frame, in which nothing can be searched. */
async function encodeOnce(job: EncodeJob, candidate: Candidate, mode: Mode): Promise<Encoding> {
  const quality = qualityOf(mode, job);
  const stages: Stages = { ...noStages };
  const attempts = await during(stages, "encode", () => writeAttempts(job, candidate, mode, quality));
  const { path, bytes: bare } = attempts.reduce((best, attempt) => (attempt.bytes < best.bytes ? attempt : best));
  const lossless = candidate.mode === "lossless";
  const target = targetOf(job.recipe);
  // What is lost under full transparency could make a lossy file come near next time: a WebP without loss is marked, too.
  const isMarked = target !== null && (!lossless || candidate.format === "webp");
  const bytes = isMarked ? await markFile(candidate.format, path, target) : bare;
  const scoreOnce = async () => scoreFilm(await sampleOf(job), path);
  const score = target === null ? null : lossless ? 100 : await during(stages, "score", scoreOnce);
  const told = { search: null, encodes: attempts.length, chroma: null, effort: null, effortReason: null, stages };
  const about = { ...told, score, targetMet: score === null || target === null ? null : score >= target - leeway };
  return { format: candidate.format, bytes, write: handOver(path), quality, lossless, ...about, hasty: false };
}

/** A PNG of few chosen colours in place of the exact one, where it is smaller and looks close enough. */
async function orPalette(work: Work, exact: Encoding, target: number): Promise<Encoding> {
  const { palette, encodes } = await during(exact.stages, "search", () => paletteToTarget(work, target));
  const counted = { ...exact, encodes: exact.encodes + encodes };
  if (palette === null) return counted;
  const bytes = await markFile("png", palette.path, target);
  if (bytes >= exact.bytes) return counted;
  return { ...counted, bytes, write: handOver(palette.path), lossless: false, score: palette.score, search: "reached", targetMet: true };
}

/** Moves a file where it is wanted first, for that costs nothing, and copies it wherever else. */
export function handOver(from: string): Encoding["write"] {
  let moved: string | null = null;
  return (path) => {
    if (moved !== null) return copyFileSync(moved, path);
    renameSync(from, path);
    moved = path;
  };
}

function qualityOf({ numbered }: Mode, { recipe: { quality } }: EncodeJob): number | null {
  return numbered && typeof quality === "object" && "encoder" in quality ? quality.encoder : null;
}
