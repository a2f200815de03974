import type { Connection } from "./connection.ts";

/** The file's clock: the system's, or, where that stepped back, one that goes half as fast until the system's has caught up. */
export interface Clock {
  /** Milliseconds; never less than an earlier answer, nor than any `changed_at` in the file. */
  now(): number;
  /** One transaction; everything it writes bears one moment, which no later write falls behind. */
  write<T>(work: (now: number) => T): T;
}

/** The clocks it is made of, in milliseconds: the one on the wall may be set, the steady one only goes on. */
export interface SystemClocks {
  readonly wall: () => number;
  readonly steady: () => number;
}

export const systemClocks: SystemClocks = { wall: Date.now, steady: () => performance.now() };

/** `clocks` is a parameter for tests that set them. */
export function createClock(connection: Connection, { wall, steady }: SystemClocks): Clock {
  // Asked each time, for another process may have written since. The condition makes it a search of the index's end.
  const newest = connection.prepare<{ changed_at: number }>(
    "SELECT changed_at FROM tasks WHERE changed_at > 0 ORDER BY changed_at DESC LIMIT 1",
  );
  let last = 0;
  let lastSteady = steady();
  const now = (): number => {
    const nowSteady = steady();
    // Did it stand still, nothing would grow old: recovery and purges would wait for as long as the clock was set back.
    const goneOn = last + (nowSteady - lastSteady) / 2;
    last = Math.max(goneOn, wall(), newest.get()?.changed_at ?? 0);
    lastSteady = nowSteady;
    return Math.floor(last);
  };
  return { now, write: (work) => connection.transaction(() => work(now())) };
}
