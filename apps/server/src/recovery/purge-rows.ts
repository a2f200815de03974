import type { ServerParts } from "../parts.ts";

/** Removes what hangs on an image, in the order in which a crash loses nothing: jobs, files, results, tasks. */
export async function purgeRows({ database, messaging }: ServerParts, imageId: string, removeFiles: () => Promise<void>): Promise<void> {
  for (const { id } of await database.tasks.ofImage(imageId)) {
    // One that a worker has in hand stays; its result will meet a tombstone.
    for (const queue of [messaging.tasks, messaging.smallTasks, messaging.results]) await queue.remove(id);
  }
  await removeFiles();
  await database.results.removeOfImage(imageId);
  await database.tasks.removeOfImage(imageId);
}
