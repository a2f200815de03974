/** What went wrong, as far as a caller decides by it. */
export type StorageFailure = "not_found" | "full" | "too_large" | "invalid_key" | "denied" | "unavailable";

/** Storage did not do what it was asked. `retryable`: the same call may go through later. */
export class StorageError extends Error {
  readonly operation: string;
  readonly failure: StorageFailure;
  readonly retryable: boolean;

  constructor(operation: string, failure: StorageFailure, cause?: unknown) {
    super(`storage: ${operation} failed (${failure})`, { cause });
    this.name = "StorageError";
    this.operation = operation;
    this.failure = failure;
    this.retryable = failure === "unavailable" || failure === "full";
  }
}
