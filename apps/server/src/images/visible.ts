import { Fault } from "@pixpress/contracts";
import type { Database, ImageRow } from "@pixpress/db";

/** True where callers may see it: neither deleted, nor the purge's, nor a tombstone. */
export function isVisible(row: ImageRow | null | undefined): row is ImageRow {
  return row != null && row.deletedAt === null && row.purgeClaimedAt === null && row.purgedAt === null;
}

export const imageNotFound = (): Fault => new Fault("not_found", "There is no such image.");

/** The visible row. Throws a `Fault` (404) where there is none. */
export async function visibleImage(database: Database, id: string): Promise<ImageRow> {
  const row = await database.images.get(id);
  if (!isVisible(row)) throw imageNotFound();
  return row;
}
