const longestSeconds = 120;

/** When those who are refused should come again: one after the other, as fast as room is made. */
export class RetryTimes {
  #lastAt = 0;

  /** Seconds from now until there is room for one who is refused while `excess` tasks must go first; whole, from 1 to 120. */
  next(excess: number, perSecond: number, nowMs: number): number {
    const eachMs = 1000 / perSecond;
    const at = Math.max(nowMs + excess * eachMs, this.#lastAt + eachMs);
    // Not further ahead than anybody is told: who comes too often does not send the others away for longer.
    this.#lastAt = Math.min(at, nowMs + longestSeconds * 1000);
    return Math.min(longestSeconds, Math.max(1, Math.ceil((this.#lastAt - nowMs) / 1000)));
  }
}
