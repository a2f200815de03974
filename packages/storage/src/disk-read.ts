import { constants, createWriteStream } from "node:fs";
import { type FileHandle, lstat, open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { enterFolders } from "./disk-folders.ts";
import { StorageError } from "./storage-error.ts";

const chunkBytes = 256 * 1024;

/** Opens the file under a key; a link or a device in its place is refused without opening it. */
export async function openStored(operation: string, root: string, segments: readonly string[]): Promise<FileHandle> {
  const folder = await enterFolders(operation, root, segments.slice(0, -1));
  const path = join(folder, segments.at(-1) ?? "");
  const entry = await lstat(path);
  if (entry.isDirectory()) throw new StorageError(operation, "not_found");
  if (!entry.isFile()) throw new StorageError(operation, "denied", new Error("no regular file lies under the key"));
  return open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
}

/** Copies an opened file to a path, by way of a name beside it, so that the path never shows half a file. Closes the handle. */
export async function copyOut(handle: FileHandle, path: string, signal?: AbortSignal): Promise<void> {
  const part = `${path}.part`;
  try {
    await using source = handle;
    const from = source.createReadStream({ highWaterMark: chunkBytes, autoClose: false });
    await pipeline(from, createWriteStream(part), signal ? { signal } : {});
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
