import { type Dirent, existsSync, readdirSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import type { CloudinaryStandIn } from "@pixpress/test-servers/cloudinary";
import type { FileFact } from "../check/snapshot.ts";

/** What the account at the stand-in holds; a file's key is written beside it. */
export function filesOf({ files }: CloudinaryStandIn): FileFact[] {
  return [...files.values()].map(({ publicId, context, content }) => ({
    key: /pixpress_key=([^|]+)/.exec(context ?? "")?.[1] ?? publicId,
    bytes: content.byteLength,
  }));
}

/** What lies under a folder, by the path from there; whoever works there may take it away meanwhile. */
export function filesUnder(folder: string): FileFact[] {
  return pathsUnder(folder).flatMap((path) => {
    const found = statSync(path, { throwIfNoEntry: false });
    return found === undefined ? [] : [{ key: relative(folder, path), bytes: found.size }];
  });
}

/** Folder by folder, for a listing of all at once fails where one of them goes. */
function pathsUnder(folder: string): string[] {
  return entriesOf(folder).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? pathsUnder(path) : entry.isFile() ? [path] : [];
  });
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** Temporary files, and folders whose process is dead. */
export function leftIn(temporaryFolder: string): string[] {
  const files = filesUnder(temporaryFolder).map(({ key }) => key);
  const folders = entriesOf(temporaryFolder)
    .map(({ name }) => name)
    .filter((name) => {
      const pid = /^(?:worker|server)-.+-(\d+)-\w+$/.exec(name)?.[1];
      return pid !== undefined && !existsSync(`/proc/${pid}`);
    });
  return [...files, ...folders];
}
