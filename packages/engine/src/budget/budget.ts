import type { EncodeJob } from "../encode-job.ts";

/** What the files of a task may weigh. */
export interface Budget {
  /** What the recipe allows. */
  readonly maxBytes: number;
  /** What a file is filled up to before it is marked: less where the original is smaller than what is allowed. */
  readonly fill: number;
}

/** Room for the mark of a file of ours and what it takes a simple WebP to hold one. */
const markRoom = 64;

/** The score that is wanted where a recipe names none but a budget: as much as fits. */
export const bestTarget = 100;

/** Whole files that may be written for one output at one size. */
export const mostEncodes = 8;

/** The budget of a task; null where its recipe names none. */
export function budgetOf({ picture, recipe: { maxBytes } }: EncodeJob): Budget | null {
  return maxBytes === undefined ? null : { maxBytes, fill: Math.min(maxBytes, picture.bytes) - markRoom };
}

/** The score that a file which fills a budget is marked with: its own, for it was made for no better one, in hundredths that it has. */
export const scoreToMark = (score: number, target: number): number => Math.max(0, Math.floor(Math.min(score, target) * 100) / 100);
