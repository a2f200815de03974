/** What is kept of the measure at each further finish: the last fifty or so count. */
const kept = 1 - 1 / 50;
/** A longer gap says that a task was put off, not how fast work goes. */
const longestGapMs = 300_000;

/**
 * How fast the tasks of one lane get done while there is something to do: finishes over the time in which a finished one was under way.
 * Idle time is no part of it, so it holds after a quiet night as it did before.
 */
export class Pace {
  #tasks = 0;
  #busyMs = 0;
  /** By the database's clock; null where finishes before it were not heard. */
  #lastFinish: number | null = null;
  /** Since when, by this process's own clock, something was seen unfinished and nothing got done; null where neither is known. */
  #silentSince: number | null = null;

  /** A task came to its end. Both moments are the database's. */
  finished(createdAt: number, finishedAt: number): void {
    const before = this.#lastFinish;
    this.#lastFinish = Math.max(before ?? finishedAt, finishedAt);
    this.#silentSince = null;
    // Others may have been finished since it was created: of the first one that is heard nobody knows what it took.
    if (before === null) return;
    const gap = finishedAt - Math.max(before, createdAt);
    this.#tasks = this.#tasks * kept + 1;
    this.#busyMs = this.#busyMs * kept + Math.min(Math.max(gap, 0), longestGapMs);
  }

  /** Finishes may have been missed. */
  missed(): void {
    this.#lastFinish = null;
  }

  /** So many were just seen unfinished. */
  seen(unfinished: number, now: number): void {
    this.#silentSince = unfinished === 0 ? null : (this.#silentSince ?? now);
  }

  /** Tasks a second; null before any was measured. It falls while there are tasks and none gets done. */
  perSecond(now: number): number | null {
    if (this.#tasks === 0) return null;
    const silentMs = this.#silentSince === null ? 0 : now - this.#silentSince;
    return (this.#tasks * 1000) / Math.max(this.#busyMs + silentMs, 1);
  }
}
