import { setTimeout as pause } from "node:timers/promises";
import { type Storage, StorageError } from "@pixpress/storage";

/** There is no original under the task's key, and asking again did not help. */
export class OriginalMissing extends Error {
  constructor(cause: unknown) {
    super("The original is not in storage.", { cause });
    this.name = "OriginalMissing";
  }
}

/** Storage may be a moment behind itself: what was just stored is asked for again before it counts as missing. */
const pausesMs = [200, 1000];

/** Copies the original from storage, by its key; throws `OriginalMissing` where there is none. */
export async function fetchOriginal(storage: Storage, key: string, path: string, signal: AbortSignal): Promise<void> {
  for (const pauseMs of [...pausesMs, null]) {
    try {
      return await storage.download(key, path, { signal });
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      if (error.failure === "invalid_key") throw new OriginalMissing(error);
      if (error.failure !== "not_found") throw error;
      if (pauseMs === null) throw new OriginalMissing(error);
    }
    await pause(pauseMs, undefined, { signal });
  }
}
