import { writeFile } from "node:fs/promises";
import type { Sharp } from "sharp";
import type { EncodeJob } from "../encode-job.ts";
import { besideFrames } from "./beside-frames.ts";
import type { FilmFormat } from "./film-codecs.ts";
import { writeGifDelays } from "./gif-delays.ts";
import type { Timing } from "./timing.ts";
import { writeWebpFrames } from "./webp-frames.ts";
import { writeWebpNotes } from "./webp-notes.ts";

/** What every frame is encoded to last, in milliseconds: what a frame of the file lasts then tells how many were merged into it. */
const tick = 100;
/** The most that sharp takes of milliseconds and of loops; WebP's own field holds no more of these. */
const most = 65_535;

/** A timing as sharp takes it. */
export const sharpTiming = ({ delays, loop }: Timing) => ({
  delay: delays.map((delay) => Math.min(delay, most)),
  loop: Math.min(loop, most),
});

/** Encodes a film in which every frame of the original has one of its own, seen as long as in the original. */
export async function toFilm(image: Sharp, format: FilmFormat, { delays, loop }: Timing): Promise<Buffer> {
  if (delays.length === 1) return image.toBuffer();
  const timing = { delay: tick, loop: Math.min(loop, most) };
  if (format === "gif") return writeGifDelays(await image.gif({ ...timing, keepDuplicateFrames: true }).toBuffer(), delays);
  return writeWebpFrames(await image.webp(timing).toBuffer(), { delays, loop: timing.loop }, tick);
}

/** Writes the film of a task to a file, with the times and notes of the original. Returns what it weighs. */
export async function writeFilm(job: EncodeJob, format: FilmFormat, image: Sharp, path: string): Promise<number> {
  const { timing, notes } = await besideFrames(job);
  const bare = await toFilm(image, format, timing);
  const film = format === "webp" && notes.length > 0 ? writeWebpNotes(bare, notes) : bare;
  await writeFile(path, film);
  return film.length;
}
