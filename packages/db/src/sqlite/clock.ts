import type { Connection } from "./connection.ts";

/** The file's clock: the system's, held still where that steps back. */
export interface Clock {
  /** Milliseconds; never less than an earlier answer, nor than any `changed_at` in the file. */
  now(): number;
  /** One transaction; everything it writes bears one moment, which no later write falls behind. */
  write<T>(work: (now: number) => T): T;
}

/** `systemClock` is a parameter for tests that set the clock back. */
export function createClock(connection: Connection, systemClock: () => number): Clock {
  // Asked each time, for another process may have written since. The condition makes it a search of the index's end.
  const newest = connection.prepare<{ changed_at: number }>(
    "SELECT changed_at FROM tasks WHERE changed_at > 0 ORDER BY changed_at DESC LIMIT 1",
  );
  let last = 0;
  const now = (): number => {
    last = Math.max(last, systemClock(), newest.get()?.changed_at ?? 0);
    return last;
  };
  return { now, write: (work) => connection.transaction(() => work(now())) };
}
