import { DatabaseError } from "../database-error.ts";
import type { Guard } from "../guarded.ts";

/** SQLite's primary result codes after which the same call may go through: busy, locked, out of memory, I/O error, disk full, cannot open. */
const retryable = new Set([5, 6, 7, 10, 13, 14]);

/** Makes every error a `DatabaseError`. */
export const guard: Guard = async (operation, work) => {
  try {
    return await work();
  } catch (error) {
    throw toDatabaseError(operation, error);
  }
};

/** The low byte of SQLite's extended code is the primary one. */
export function toDatabaseError(operation: string, error: unknown): DatabaseError {
  const code = error instanceof Error && "errcode" in error ? Number(error.errcode) & 0xff : null;
  return new DatabaseError(operation, code !== null && retryable.has(code), error);
}
