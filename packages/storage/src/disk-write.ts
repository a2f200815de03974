import { createReadStream, createWriteStream } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { makeFolders, syncFolder } from "./disk-folders.ts";
import type { Incoming } from "./disk-incoming.ts";
import { openStored } from "./disk-read.ts";
import { StorageError } from "./storage-error.ts";
import { codeOf } from "./system-failure.ts";

const maxTries = 10;

/** Where a file goes: the segments of its key under the root. */
interface Target {
  readonly root: string;
  readonly segments: readonly string[];
}

/** Moves the file at `path` under its key, durably and whole, and answers its size. */
export async function moveIn(path: string, target: Target, incoming: Incoming, signal?: AbortSignal): Promise<number> {
  try {
    return await moveWithin(path, target, signal);
  } catch (error) {
    if (codeOf(error) !== "EXDEV") throw error;
    return moveAcross(path, target, incoming, signal);
  }
}

async function moveWithin(path: string, { root, segments }: Target, signal?: AbortSignal): Promise<number> {
  const parents = segments.slice(0, -1);
  for (let tries = 1; ; tries += 1) {
    signal?.throwIfAborted();
    const bytes = await syncFile(path);
    try {
      const folder = await makeFolders("put", root, parents);
      if (bytes !== null) await rename(path, join(root, ...segments));
      // After a crash between rename and sync a repeat finds the file in place, so it syncs too.
      const stored = bytes ?? (await storedBytes({ root, segments }));
      await syncFolder(folder);
      return stored;
    } catch (error) {
      // Whoever removes the last file of a folder removes the folder, perhaps between the two steps above.
      if (codeOf(error) !== "ENOENT" || tries === maxTries) throw error;
    }
  }
}

/** A rename cannot leave its filesystem, so the file is copied over first; the original goes when the copy is in place. */
async function moveAcross(path: string, target: Target, incoming: Incoming, signal?: AbortSignal): Promise<number> {
  const copy = incoming.next();
  try {
    await pipeline(createReadStream(path), createWriteStream(copy, { flags: "wx", flush: true }), signal ? { signal } : {});
    const bytes = await moveWithin(copy, target, signal);
    await rm(path, { force: true });
    return bytes;
  } catch (error) {
    await rm(copy, { force: true });
    if (codeOf(error) !== "EXDEV") throw error;
    throw new StorageError("put", "denied", new Error("the storage folder spans more than one filesystem"));
  }
}

/** Makes a file's content durable and answers its size; null where nothing lies. */
async function syncFile(path: string): Promise<number | null> {
  try {
    await using handle = await open(path, "r+");
    await handle.sync();
    return (await handle.stat()).size;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw error;
  }
}

/** What an earlier call of the same put has stored. */
async function storedBytes({ root, segments }: Target): Promise<number> {
  try {
    await using handle = await openStored("put", root, segments);
    return (await handle.stat()).size;
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw error;
    throw new StorageError("put", "not_found", new Error("nothing lies at the path, and nothing under the key"));
  }
}
