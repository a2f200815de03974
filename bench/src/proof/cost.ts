import { goneChildrenSeconds } from "../process-figures.ts";

/** What a work took: by the clock, and in processor time of this process and of those it started and saw end. */
export interface Cost {
  readonly seconds: number;
  readonly cpuSeconds: number;
}

/** Runs a work and tells its cost; nothing else may run meanwhile. */
export async function costOf<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly cost: Cost }> {
  const children = goneChildrenSeconds(process.pid);
  const before = process.cpuUsage();
  const started = performance.now();
  const result = await work();
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(before);
  return { result, cost: { seconds, cpuSeconds: (user + system) / 1e6 + goneChildrenSeconds(process.pid) - children } };
}
