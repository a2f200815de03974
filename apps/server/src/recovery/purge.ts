import type { ImageRow } from "@pixpress/db";
import type { ServerParts } from "../parts.ts";
import { before } from "./before.ts";
import { purgeRows } from "./purge-rows.ts";

const batch = 50;

/** Makes deletions final whose time to be undone is over. */
export async function purgeDeleted(parts: ServerParts, now: Date, signal: AbortSignal): Promise<void> {
  const deletedBefore = before(now, parts.config.UNDO_SECONDS);
  for (const image of await parts.database.images.purgeable(deletedBefore, batch)) {
    if (signal.aborted) return;
    await purgeImage(parts, image, deletedBefore);
  }
}

/**
 * Takes the image from callers for good, then removes all that is its own, itself last: until then a broken purge is met again.
 * Without `deletedBefore` also where nobody deleted it.
 */
export async function purgeImage(parts: ServerParts, image: ImageRow, deletedBefore?: Date): Promise<void> {
  const { database, storage, messaging } = parts;
  // The undo writes the same row by the same kind of condition: one of them wins.
  if (!(await database.images.claimPurge(image.id, deletedBefore))) return;
  await messaging.events.publish({ kind: "image.deleted", changedAt: (await database.now()).toISOString(), imageId: image.id });
  await purgeRows(parts, image.id, async () => {
    // Files of an older service do not lie under its images' ids.
    if (image.key === null) return;
    await storage.removeAll(`images/${image.id}/`);
    await storage.removeAll(`compressed_images/${image.id}/`);
  });
  await database.images.bury(image.id);
}
