import type { Stages } from "./search/search-task.ts";

export const noStages: Readonly<Stages> = { decode: 0, search: 0, encode: 0, score: 0 };

/** The seconds of several pieces of work. */
export const together = (...parts: readonly Readonly<Stages>[]): Stages =>
  parts.reduce<Stages>(
    (sum, part) => ({
      decode: sum.decode + part.decode,
      search: sum.search + part.search,
      encode: sum.encode + part.encode,
      score: sum.score + part.score,
    }),
    { ...noStages },
  );
