/** The database did not do what it was asked. `retryable`: the same call may go through later. */
export class DatabaseError extends Error {
  readonly operation: string;
  readonly retryable: boolean;

  constructor(operation: string, retryable: boolean, cause: unknown) {
    super(`database: ${operation} failed`, { cause });
    this.name = "DatabaseError";
    this.operation = operation;
    this.retryable = retryable;
  }
}
