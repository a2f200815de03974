/** Pauses between the tries of one message: `firstMs`, doubled each time, never above `capMs`. */
export interface Backoff {
  readonly firstMs: number;
  readonly capMs: number;
}

/** The pause after the nth failed try. Jittered over its upper half, so that what failed together does not come back together. */
export function pauseMs({ firstMs, capMs }: Backoff, failures: number): number {
  const longest = Math.min(capMs, firstMs * 2 ** Math.min(failures - 1, 30));
  return Math.round(longest * (0.5 + Math.random() / 2));
}
