import type { Dir } from "node:fs";
import { lstat, opendir } from "node:fs/promises";
import { join } from "node:path";
import type { ListedFile } from "./storage.ts";
import { codeOf } from "./system-failure.ts";

/** Walks the files under a folder, one at a time; links, dotted names and whatever vanishes meanwhile are passed over. */
export async function* walk(folder: string, prefix: string, olderThan: Date): AsyncGenerator<ListedFile> {
  const entries = await present(opendir(folder));
  if (entries === null) return;
  for await (const entry of entries as Dir) {
    if (entry.name.startsWith(".")) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      yield* walk(path, `${prefix}${entry.name}/`, olderThan);
    } else if (entry.isFile()) {
      const file = await present(lstat(path));
      if (file !== null && file.mtime < olderThan) yield { key: prefix + entry.name, bytes: file.size, modifiedAt: file.mtime };
    }
  }
}

async function present<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw error;
  }
}
