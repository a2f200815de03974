import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** Another living process holds the folder. */
export class FolderLockedError extends Error {
  readonly folder: string;

  constructor(folder: string, options?: ErrorOptions) {
    super(`Another pixpress is running on the folder ${folder}. Stop it, or set DATA_DIR to another folder.`, options);
    this.name = "FolderLockedError";
    this.folder = folder;
  }
}

const busy = 5;

/**
 * Takes the folder, creating it, for this process alone, until `release` or the process's death, however it dies.
 * Throws a `FolderLockedError` where another process has it.
 */
export function lockFolder(folder: string): { release(): void } {
  mkdirSync(folder, { recursive: true });
  const file = new DatabaseSync(join(folder, "lock.sqlite"), { timeout: 0 });
  try {
    // SQLite's lock is the operating system's: it goes with the process, so no stale one can be left behind.
    file.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    file.close();
    if (error instanceof Error && "errcode" in error && (Number(error.errcode) & 0xff) === busy) {
      throw new FolderLockedError(folder, { cause: error });
    }
    throw error;
  }
  return {
    release: () => {
      if (file.isOpen) file.close();
    },
  };
}
