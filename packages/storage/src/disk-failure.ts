import { StorageError, type StorageFailure } from "./storage-error.ts";
import { codeOf, systemFailure } from "./system-failure.ts";

/**
 * Runs one operation on the disk; what it throws comes out as a `StorageError`. `missing` is what an absent file means
 * there: for a reader the answer, for a writer that the folder itself is gone.
 */
export async function onDisk<T>(operation: string, missing: StorageFailure, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StorageError) throw error;
    throw new StorageError(operation, codeOf(error) === "ENOENT" ? missing : systemFailure(error), error);
  }
}
