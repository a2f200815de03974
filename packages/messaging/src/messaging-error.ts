/** Messaging did not do what it was asked. `retryable`: the same call may go through later. */
export class MessagingError extends Error {
  readonly operation: string;
  readonly retryable: boolean;

  constructor(operation: string, retryable: boolean, cause: unknown) {
    super(`messaging: ${operation} failed`, { cause });
    this.name = "MessagingError";
    this.operation = operation;
    this.retryable = retryable;
  }
}
