import type { ServerParts } from "../parts.ts";
import { before } from "./before.ts";
import { purgeRows } from "./purge-rows.ts";

const batch = 100;

/**
 * Purges tombstones again: a result or a task that was inserted after a look at the living image goes too. Between their burial
 * and their end the collection of stored files does the same for their files, so storage is asked here only once.
 */
export async function visitTombstones(parts: ServerParts, now: Date, signal: AbortSignal): Promise<void> {
  const { database, storage, config } = parts;
  const expired = before(now, config.TOMBSTONE_SECONDS);
  for (const { id, purgedAt } of await database.images.tombstones(batch)) {
    if (signal.aborted) return;
    const last = purgedAt !== null && purgedAt < expired;
    await purgeRows(parts, id, async () => {
      if (!last) return;
      await storage.removeAll(`images/${id}/`);
      await storage.removeAll(`compressed_images/${id}/`);
    });
    if (last) await database.images.removeTombstone(id);
  }
}
