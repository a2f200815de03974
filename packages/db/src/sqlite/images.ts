import type { Images } from "../database.ts";
import type { Unguarded } from "../guarded.ts";
import { smallestOutput } from "../smallest-output.ts";
import type { Clock } from "./clock.ts";
import type { Connection } from "./connection.ts";
import { type ImageRecord, imageColumns, toImageRow } from "./image-record.ts";
import { insertTask } from "./tasks.ts";

/** Sorts behind every id. */
const afterAllIds = "g";
const visible = "deleted_at IS NULL AND purged_at IS NULL";

type Kept = "insertWithTask" | "get" | "getMany" | "list" | "setNewestTask" | "finish" | "createdBefore";

/** Images as they come and are read; their end is in `image-removal.ts`. */
export function createKeptImages(connection: Connection, clock: Clock): Pick<Unguarded<Images>, Kept> {
  const insert = connection.prepare(`
    INSERT INTO images (id, image_url, task_id, key, name, bytes, width, height, pixels, format, created_at, updated_at)
    VALUES (:id, :imageUrl, :taskId, :key, :name, :bytes, :width, :height, :pixels, :format, :now, :now)
    ON CONFLICT (id) DO NOTHING`);
  const task = insertTask(connection);
  const get = connection.prepare<ImageRecord>(`SELECT ${imageColumns} FROM images WHERE id = :id`);
  const list = connection.prepare<ImageRecord>(
    `SELECT ${imageColumns} FROM images INDEXED BY images_visible WHERE ${visible} AND id < :before ORDER BY id DESC LIMIT :limit`,
  );
  const createdBefore = connection.prepare<ImageRecord>(`
    SELECT ${imageColumns} FROM images WHERE ${visible} AND key IS NOT NULL AND created_at < :moment ORDER BY created_at, id LIMIT :limit`);
  const isVisible = connection.prepare<{ id: string }>(`SELECT id FROM images WHERE id = :id AND ${visible}`);
  const setNewest = connection.prepare(`
    UPDATE images SET task_id = :taskId, updated_at = :now WHERE id = :id AND ${visible} AND (task_id IS NULL OR task_id < :taskId)`);
  const finish = connection.prepare(`
    UPDATE images SET compressed_task_id = :taskId, compressed_url = :url, outputs = :outputs, updated_at = :now
    WHERE id = :imageId AND purge_claimed_at IS NULL AND purged_at IS NULL AND (compressed_task_id IS NULL OR compressed_task_id <= :taskId)`);

  const row = (id: string) => {
    const record = get.get({ id });
    return record === undefined ? null : toImageRow(record);
  };

  return {
    insertWithTask: ({ id, imageUrl, taskId, key, name, bytes, width, height, pixels, format }, newTask) =>
      clock.write((now) => {
        // The other way round than elsewhere: the task's foreign key wants its image. Nobody sees one without the other.
        insert.run({ id, imageUrl, taskId, key, name, bytes, width, height, pixels, format, now });
        task(newTask, now);
      }),
    get: row,
    getMany: (ids) => ids.map(row).filter((found) => found !== null),
    list: ({ limit, before = afterAllIds }) => list.all({ limit, before }).map(toImageRow),
    setNewestTask: (id, taskId) => clock.write((now) => setNewest.run({ id, taskId, now }) === 1 || isVisible.get({ id }) !== undefined),
    finish: ({ imageId, taskId, outputs }) => {
      const smallest = smallestOutput(outputs);
      if (smallest === undefined) return;
      clock.write((now) => finish.run({ imageId, taskId, url: smallest.url, outputs: JSON.stringify(outputs), now }));
    },
    createdBefore: (moment, limit) => createdBefore.all({ moment: moment.getTime(), limit }).map(toImageRow),
  };
}
