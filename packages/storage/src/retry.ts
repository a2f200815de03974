import { setTimeout as delay } from "node:timers/promises";
import { StorageError } from "./storage-error.ts";

const maxTries = 4;
const firstPauseMs = 200;

/** How long a call may go on, its repeats included, and who may end it sooner. */
export interface Patience {
  readonly seconds: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs the attempt until it succeeds, fails for good, has failed a few times or the time is up; rejects with a `StorageError`.
 * The pauses double and are jittered, so that many callers do not return at once.
 */
export async function withRetries<T>(
  operation: string,
  patience: Patience,
  asStorageError: (operation: string, error: unknown) => StorageError,
  attempt: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = AbortSignal.timeout(Math.ceil(patience.seconds * 1000));
  const signal = patience.signal ? AbortSignal.any([deadline, patience.signal]) : deadline;
  let failure: StorageError | null = null;
  for (let tries = 1; tries <= maxTries && !signal.aborted; tries += 1) {
    try {
      return await attempt(signal);
    } catch (error) {
      failure = asStorageError(operation, error);
      if (!failure.retryable) throw failure;
    }
    const pauseMs = firstPauseMs * 2 ** (tries - 1) * (0.5 + Math.random());
    if (tries < maxTries) await delay(pauseMs, undefined, { signal }).catch(() => {});
  }
  throw failure ?? new StorageError(operation, "unavailable", signal.reason);
}
