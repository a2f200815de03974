import { lstat, mkdir, open, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { StorageError } from "./storage-error.ts";
import { codeOf } from "./system-failure.ts";

/** What the systems answer where a folder cannot be opened or synced; there a rename is as durable as it gets. */
const unsupported = new Set(["EISDIR", "EPERM", "EACCES", "EINVAL", "ENOTSUP", "EBADF"]);

/** Makes a folder's entries durable, where the system can do that. */
export async function syncFolder(folder: string): Promise<void> {
  try {
    await using handle = await open(folder, "r");
    await handle.sync();
  } catch (error) {
    if (!unsupported.has(codeOf(error) ?? "")) throw error;
  }
}

/** Walks down from the root, so that no symbolic link on the way can lead out of it. Rejects with ENOENT where a folder is missing. */
export async function enterFolders(operation: string, root: string, segments: readonly string[]): Promise<string> {
  let folder = root;
  for (const segment of segments) {
    folder = join(folder, segment);
    await assertFolder(operation, folder);
  }
  return folder;
}

/** As `enterFolders`, making what is missing. */
export async function makeFolders(operation: string, root: string, segments: readonly string[]): Promise<string> {
  let folder = root;
  for (const segment of segments) {
    const parent = folder;
    folder = join(parent, segment);
    try {
      await mkdir(folder);
      await syncFolder(parent);
    } catch (error) {
      if (codeOf(error) !== "EEXIST") throw error;
      await assertFolder(operation, folder);
    }
  }
  return folder;
}

/** Removes the folders that have become empty, the deepest first; the first segment's stays. */
export async function pruneFolders(root: string, segments: readonly string[]): Promise<void> {
  for (let depth = segments.length; depth > 1; depth -= 1) {
    try {
      await rmdir(join(root, ...segments.slice(0, depth)));
    } catch (error) {
      // Another remover was faster, or a put has just filled it: rmdir takes empty folders only, so neither loses anything.
      if (codeOf(error) !== "ENOENT") return;
    }
  }
}

async function assertFolder(operation: string, folder: string): Promise<void> {
  const entry = await lstat(folder);
  if (entry.isSymbolicLink()) throw new StorageError(operation, "denied", new Error("a symbolic link lies in the storage folder"));
  if (!entry.isDirectory()) throw Object.assign(new Error("a file lies where a folder should"), { code: "ENOTDIR" });
}
