import { Fault, type Reason } from "@pixpress/contracts";
import { DatabaseError } from "@pixpress/db";
import { MessagingError } from "@pixpress/messaging";
import { StorageError, type StorageFailure } from "@pixpress/storage";

const storageFaults: Record<StorageFailure, [reason: Reason, sentence: string]> = {
  not_found: ["not_found", "There is no such file."],
  full: ["storage_full", "There is no room for more files right now; try again later."],
  too_large: ["too_large", "The file is larger than storage takes."],
  invalid_key: ["not_found", "There is no such file."],
  denied: ["storage_unavailable", "Files cannot be reached right now; try again in a while."],
  unavailable: ["storage_unavailable", "Files cannot be reached right now; try again in a while."],
};

/** The fault a caller is told for a failed port; null for a bug. */
export function toFault(error: unknown): Fault | null {
  if (error instanceof Fault) return error;
  if (error instanceof StorageError) return new Fault(...storageFaults[error.failure], { cause: error });
  if (error instanceof DatabaseError) return databaseUnavailable(error);
  if (error instanceof MessagingError) {
    return new Fault("messaging_unavailable", "Work cannot be handed on right now; try again in a while.", { cause: error });
  }
  return null;
}

export function databaseUnavailable(cause?: unknown): Fault {
  return new Fault("database_unavailable", "The database cannot be reached right now; try again in a while.", { cause });
}
