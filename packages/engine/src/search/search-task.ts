import type { EncodeJob } from "../encode-job.ts";
import type { Deadline } from "./deadline.ts";
import type { Pixels } from "./pixels.ts";
import type { SearchedCodec, SearchedFormat } from "./searched-codec.ts";

/** Seconds of wall clock by what was done. */
export type Stages = Record<"decode" | "search" | "encode" | "score", number>;

/** One format of one picture, and the score to reach. */
export interface SearchTask {
  readonly job: EncodeJob;
  readonly format: SearchedFormat;
  readonly codec: SearchedCodec;
  readonly target: number;
  readonly original: Pixels;
  readonly deadline: Deadline;
  readonly stages: Stages;
  /** How many whole files it may write. */
  readonly mostEncodes: number;
}

/** Runs a piece of work and puts its seconds down to a stage. */
export async function during<T>(stages: Stages, stage: keyof Stages, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  try {
    return await work();
  } finally {
    stages[stage] += (performance.now() - started) / 1000;
  }
}
