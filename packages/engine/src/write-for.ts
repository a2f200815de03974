import type { OutputFormat } from "@pixpress/contracts/limits";
import type { Sharp } from "sharp";
import { codecOf } from "./codecs.ts";
import { type EncodeJob, isFilm } from "./encode-job.ts";
import { filmFormat } from "./film/film-codecs.ts";
import { readTiming } from "./film/timing.ts";
import { sharpTiming, writeFilm } from "./film/to-film.ts";

/** Writes the picture of a task to a file; a film with every frame of it, and a GIF of one frame with its time. Returns what it weighs. */
export async function writeFor(job: EncodeJob, format: OutputFormat, image: Sharp, path: string): Promise<number> {
  if (isFilm(job, codecOf(format))) return writeFilm(job, filmFormat(format), image, path);
  if (format === "gif" && job.picture.format === "gif") image.gif(sharpTiming(await readTiming(job.picture)));
  return (await image.toFile(path)).size;
}
