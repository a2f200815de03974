/** What of a failed upload tells whether, and when, it is worth another try. */
interface Refusal {
  readonly status: number;
  readonly retryAfterSeconds: number | null;
}

const firstWaitMilliseconds = 1000;
const longestWaitMilliseconds = 30_000;
/** A server that wants to be left alone for longer is not waited for. */
const longestRetryAfterSeconds = 120;

/** True where the same request may fare better later: no answer came, or the server is busy. */
export const mayHeal = ({ status, retryAfterSeconds }: Refusal): boolean =>
  [0, 429, 503].includes(status) && (retryAfterSeconds ?? 0) <= longestRetryAfterSeconds;

/**
 * Milliseconds to wait after so many tries: no less than `Retry-After` asks for, else twice as long each time. Jittered, so that clients
 * that were refused together do not come back together. `random` is from 0 up to 1.
 */
export function retryDelay(tries: number, { retryAfterSeconds }: Pick<Refusal, "retryAfterSeconds">, random: number): number {
  if (retryAfterSeconds !== null) return retryAfterSeconds * 1000 * (1 + random / 4);
  return Math.min(longestWaitMilliseconds, firstWaitMilliseconds * 2 ** (tries - 1)) * (0.5 + random / 2);
}

/** A key that no other upload has. `crypto.randomUUID` is missing from pages that came without TLS. */
export function newIdempotencyKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Rejects with the signal's reason as soon as it aborts. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", cancel);
      resolve();
    }, milliseconds);
    if (signal?.aborted) cancel();
    else signal?.addEventListener("abort", cancel, { once: true });
  });
}
