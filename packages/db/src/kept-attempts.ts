/** Runs without a result that a task remembers: the last ones. */
export const keptAttempts = 20;
