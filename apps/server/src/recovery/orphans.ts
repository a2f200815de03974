import type { ListedFile } from "@pixpress/storage";
import type { ServerParts } from "../parts.ts";
import { before } from "./before.ts";
import { judgeFiles } from "./judge-files.ts";

const prefixes = ["images/", "compressed_images/"] as const;
/** Files looked at in one pass, and rows asked for in one query. */
const mostFiles = 1000;
const batch = 200;

/**
 * The collection of stored files that nothing names. A walk over storage begins every quarter of `ORPHAN_SECONDS` and goes on
 * from pass to pass, so that a store of any size is walked to its end and no pass is long.
 */
export function createOrphanWalk(orphanSeconds: number): (parts: ServerParts, now: Date, signal: AbortSignal) => Promise<void> {
  let walk: AsyncGenerator<ListedFile> | null = null;
  let nextWalk = 0;

  function begin(parts: ServerParts, now: Date): AsyncGenerator<ListedFile> | null {
    if (now.getTime() < nextWalk) return null;
    nextWalk = now.getTime() + (orphanSeconds * 1000) / 4;
    return filesOlderThan(parts, before(now, orphanSeconds));
  }

  return async (parts, now, signal) => {
    const current = walk ?? begin(parts, now);
    walk = null;
    if (current === null) return;
    let goesOn = false;
    try {
      goesOn = !(await lookAtSome(parts, current, signal)) && !signal.aborted;
    } finally {
      if (goesOn) walk = current;
      else await current.return(undefined);
    }
  };
}

async function* filesOlderThan({ storage }: ServerParts, moment: Date): AsyncGenerator<ListedFile> {
  for (const prefix of prefixes) yield* storage.list(prefix, moment);
}

/** True where the walk has come to its end. */
async function lookAtSome(parts: ServerParts, walk: AsyncGenerator<ListedFile>, signal: AbortSignal): Promise<boolean> {
  for (let looked = 0; looked < mostFiles && !signal.aborted; looked += batch) {
    const files: ListedFile[] = [];
    while (files.length < batch) {
      const next = await walk.next();
      if (next.done) break;
      files.push(next.value);
    }
    await judgeFiles(parts, files);
    if (files.length < batch) return true;
  }
  return false;
}
