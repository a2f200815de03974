import type { Outage, Snapshot } from "./snapshot.ts";

/**
 * The longest any accepted upload waited for its end, in seconds, not counting the time in which what it needs was away by the fault's own
 * doing. Null where nothing came to an end.
 */
export function slowestRecovery({ uploads, tasks, outages }: Snapshot): number | null {
  const finishedAt = new Map(tasks.map((task) => [task.id, task.finishedAt]));
  const waits = uploads.flatMap(({ accepted: [ids], acceptedAt }) => {
    const end = finishedAt.get(ids?.taskId ?? "");
    return acceptedAt === null || end == null ? [] : [Math.max(0, end - acceptedAt - away(outages, acceptedAt, end)) / 1000];
  });
  return waits.length === 0 ? null : Math.max(...waits);
}

/** How much of the time from one moment to another something was away; outages that overlap count once. */
function away(outages: readonly Outage[], from: number, to: number): number {
  let total = 0;
  let counted = from;
  for (const outage of outages.toSorted((one, other) => one.from - other.from)) {
    const begin = Math.max(outage.from, counted);
    const end = Math.min(outage.to, to);
    if (end <= begin) continue;
    total += end - begin;
    counted = end;
  }
  return total;
}
