import { setTimeout as wait } from "node:timers/promises";

/** What a run took: by the clock, and in processor time of everything that took part. */
export interface Run {
  readonly seconds: number;
  readonly cpuSeconds: number;
}

/** Something that works, and the processor time its own processes have used so far. */
export interface Worker {
  readonly work: () => Promise<void>;
  readonly cpuSeconds: () => number;
}

const quietMs = 300;

/**
 * Runs it once. This process' own time counts, for it hands out the work; so does what the work leaves behind, such as a process
 * started for the next task, which must not fall into somebody else's run either.
 */
export async function measure({ work, cpuSeconds }: Worker): Promise<Run> {
  const before = cpuSeconds();
  const ownBefore = process.cpuUsage();
  const start = performance.now();
  await work();
  const seconds = (performance.now() - start) / 1000;
  const own = process.cpuUsage(ownBefore);
  return { seconds, cpuSeconds: (await settled(cpuSeconds)) - before + (own.user + own.system) / 1e6 };
}

export const both = (one: Run, other: Run): Run => ({
  seconds: one.seconds + other.seconds,
  cpuSeconds: one.cpuSeconds + other.cpuSeconds,
});

async function settled(figure: () => number): Promise<number> {
  for (let last = figure(); ; ) {
    await wait(quietMs);
    const now = figure();
    if (now === last) return now;
    last = now;
  }
}
