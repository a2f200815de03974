import { mongo } from "mongoose";
import { DatabaseError } from "../database-error.ts";
import type { Guard } from "../guarded.ts";

/** The server did not answer in time: what was asked may have been done. */
class DeadlineError extends Error {
  constructor(milliseconds: number) {
    super(`no answer within ${milliseconds} ms`);
    this.name = "DeadlineError";
  }
}

/** No connection was made yet. */
export class NotConnectedError extends Error {
  constructor(cause: unknown) {
    super("the server was not reached yet", { cause });
    this.name = "NotConnectedError";
  }
}

/** Server codes that say "not now": network, not the primary, shutting down, write conflict, write concern not met in time. */
const notNow = new Set<unknown>([6, 7, 50, 64, 89, 91, 100, 112, 189, 262, 9001, 10058, 10107, 11600, 11602, 13435, 13436]);
/** The system's own words for a broken connection: the driver lets one through where the server closes just as it writes. */
const broken = new Set<unknown>([
  "EPIPE",
  "ECONNRESET",
  "ECONNREFUSED",
  "ECONNABORTED",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ERR_STREAM_DESTROYED",
  "ERR_SOCKET_CLOSED",
]);
const duplicateKey = 11_000;

/** Makes every error a `DatabaseError`, and waits no longer than the deadline: the driver's own limits bound steps, not the whole. */
export function createGuard(deadlineMs: number): Guard {
  return async (operation, work) => {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(new DeadlineError(deadlineMs)), deadlineMs);
    try {
      return await Promise.race([work(), late.promise]);
    } catch (error) {
      throw new DatabaseError(operation, isRetryable(error), error);
    } finally {
      clearTimeout(timer);
    }
  };
}

/** True where the same call may go through later. */
export function isRetryable(error: unknown): boolean {
  if (error instanceof mongo.MongoServerError) return error.hasErrorLabel("RetryableWriteError") || notNow.has(error.code);
  return (
    error instanceof DeadlineError ||
    error instanceof NotConnectedError ||
    error instanceof mongo.MongoNetworkError ||
    error instanceof mongo.MongoSystemError ||
    error instanceof mongo.MongoNotConnectedError ||
    (error instanceof Error && (error.name === "MongoWaitQueueTimeoutError" || ("code" in error && broken.has(error.code))))
  );
}

export const isDuplicate = (error: unknown): boolean => error instanceof mongo.MongoServerError && error.code === duplicateKey;

/** What the unique key refuses is there already. */
export function unlessThere(error: unknown): void {
  if (!isDuplicate(error)) throw error;
}
