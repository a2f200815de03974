import { EngineError } from "@pixpress/engine/child-pool";
import { MessagingError } from "@pixpress/messaging";
import { StorageError } from "@pixpress/storage";
import { OriginalMissing } from "./fetch-original.ts";

/** What keeps a worker from its work right now, for an operator. */
export interface Troubles {
  note(error: unknown): void;
  /** A task went through. */
  over(): void;
  faults(): string[];
}

/** Children may die of a hostile image; that many in a row die of something else. */
const suspiciousDeaths = 5;

export function createTroubles(): Troubles {
  let surroundings: string | null = null;
  let deaths = 0;
  return {
    note(error) {
      if (error instanceof StorageError) surroundings = `The worker cannot use storage: ${error.failure}.`;
      if (error instanceof MessagingError) surroundings = "The worker cannot send its results.";
      // Whatever the engine says of an original, storage gave it; and it knows what it has not.
      if (error instanceof EngineError || error instanceof OriginalMissing) surroundings = null;
      if (error instanceof EngineError) deaths = error.retryable ? deaths + 1 : 0;
    },
    over() {
      surroundings = null;
      deaths = 0;
    },
    faults() {
      const dying = deaths >= suspiciousDeaths ? [`The engine failed on ${deaths} runs in a row.`] : [];
      return [...(surroundings === null ? [] : [surroundings]), ...dying];
    },
  };
}
