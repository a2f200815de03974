import { existsSync, readdirSync, statSync } from "node:fs";
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

/** What lies under a folder, by the path from there. */
export function filesUnder(folder: string): FileFact[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .flatMap((path) => {
      const found = statSync(path, { throwIfNoEntry: false });
      return found === undefined ? [] : [{ key: relative(folder, path), bytes: found.size }];
    });
}

/** Temporary files, and folders whose process is dead. */
export function leftIn(temporaryFolder: string): string[] {
  if (!existsSync(temporaryFolder)) return [];
  const files = filesUnder(temporaryFolder).map(({ key }) => key);
  const folders = readdirSync(temporaryFolder).filter((name) => {
    const pid = /^(?:worker|server)-.+-(\d+)-\w+$/.exec(name)?.[1];
    return pid !== undefined && !existsSync(`/proc/${pid}`);
  });
  return [...files, ...folders];
}
