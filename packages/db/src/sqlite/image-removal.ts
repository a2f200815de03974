import type { Images } from "../database.ts";
import type { Unguarded } from "../guarded.ts";
import type { Clock } from "./clock.ts";
import type { Connection } from "./connection.ts";
import { type ImageRecord, imageColumns, toImageRow } from "./image-record.ts";

type Removal = "delete" | "undo" | "claimPurge" | "purgeable" | "bury" | "tombstones" | "removeTombstone";

/** How an image ends: hidden, claimed by the purge, a tombstone, gone. Undo and the claim are writes of one row, so one wins. */
export function createImageRemoval(connection: Connection, clock: Clock): Pick<Unguarded<Images>, Removal> {
  const get = connection.prepare<ImageRecord>(`SELECT ${imageColumns} FROM images WHERE id = :id`);
  const hide = connection.prepare("UPDATE images SET deleted_at = :now, updated_at = :now WHERE id = :id");
  const show = connection.prepare("UPDATE images SET deleted_at = NULL, updated_at = :now WHERE id = :id");
  const setTasksHidden = connection.prepare(
    "UPDATE tasks SET hidden = :hidden, revision = revision + 1, changed_at = :now WHERE image_id = :id AND hidden <> :hidden",
  );
  const claim = connection.prepare(
    "UPDATE images SET purge_claimed_at = :now, deleted_at = coalesce(deleted_at, :now), updated_at = :now WHERE id = :id",
  );
  const purgeable = connection.prepare<ImageRecord>(
    `SELECT ${imageColumns} FROM images WHERE deleted_at < :moment ORDER BY deleted_at, id LIMIT :limit`,
  );
  const bury = connection.prepare(`
    UPDATE images SET image_url = '', compressed_url = NULL, compressed_task_id = NULL, outputs = '[]', task_id = NULL, key = NULL,
      name = NULL, bytes = NULL, width = NULL, height = NULL, pixels = NULL, format = NULL, deleted_at = NULL, purge_claimed_at = NULL,
      purged_at = :now, updated_at = :now
    WHERE id = :id AND purge_claimed_at IS NOT NULL`);
  const tombstones = connection.prepare<ImageRecord>(`
    SELECT ${imageColumns} FROM images WHERE purged_at IS NOT NULL AND checked_at <= :now ORDER BY checked_at, id LIMIT :limit`);
  const check = connection.prepare("UPDATE images SET checked_at = :now WHERE id = :id");
  const remove = connection.prepare("DELETE FROM images WHERE id = :id AND purged_at IS NOT NULL");

  return {
    delete: (id) =>
      clock.write((now) => {
        const found = get.get({ id });
        if (found === undefined || found.purge_claimed_at !== null || found.purged_at !== null) return null;
        if (found.deleted_at === null) hide.run({ id, now });
        setTasksHidden.run({ id, hidden: 1, now });
        return toImageRow(get.get({ id }) ?? found);
      }),
    undo: (id) =>
      clock.write((now) => {
        const found = get.get({ id });
        if (found === undefined) return "not_found";
        if (found.purge_claimed_at !== null || found.purged_at !== null) return "too_late";
        if (found.deleted_at !== null) show.run({ id, now });
        setTasksHidden.run({ id, hidden: 0, now });
        return "restored";
      }),
    claimPurge: (id, deletedBefore) =>
      clock.write((now) => {
        const found = get.get({ id });
        if (found === undefined) return false;
        if (found.purge_claimed_at !== null || found.purged_at !== null) return true;
        if (deletedBefore !== undefined && (found.deleted_at === null || found.deleted_at >= deletedBefore.getTime())) return false;
        claim.run({ id, now });
        setTasksHidden.run({ id, hidden: 1, now });
        return true;
      }),
    purgeable: (deletedBefore, limit) => purgeable.all({ moment: deletedBefore.getTime(), limit }).map(toImageRow),
    bury: (id) => void clock.write((now) => bury.run({ id, now })),
    tombstones: (limit) =>
      clock.write((now) => {
        const found = tombstones.all({ now, limit });
        for (const { id } of found) check.run({ id, now });
        return found.map(toImageRow);
      }),
    removeTombstone: (id) => void clock.write(() => remove.run({ id })),
  };
}
