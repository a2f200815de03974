import type { Tasks } from "../database.ts";
import type { Unguarded } from "../guarded.ts";
import type { NewTask } from "../rows.ts";
import type { Clock } from "./clock.ts";
import type { Connection } from "./connection.ts";
import { type TaskRecord, taskColumns, toTaskRow } from "./task-record.ts";

/** Sorts behind every id. */
const afterAllIds = "g";

/** Stores a new task, within the caller's transaction. */
export function insertTask(connection: Connection): (task: NewTask, now: number) => void {
  const insert = connection.prepare(
    "INSERT INTO tasks (id, image_id, recipe, created_at, changed_at) VALUES (:id, :imageId, :recipe, :now, :now) ON CONFLICT (id) DO NOTHING",
  );
  return ({ id, imageId, recipe }, now) => void insert.run({ id, imageId, recipe: JSON.stringify(recipe), now });
}

type Kept = "insert" | "get" | "getMany" | "ofImage" | "list" | "changedAfter" | "open" | "removeUnready" | "removeOfImage";

/** Tasks as they come, are read and go; what happens to them in between is in `task-progress.ts`. */
export function createKeptTasks(connection: Connection, clock: Clock): Pick<Unguarded<Tasks>, Kept> {
  const insert = insertTask(connection);
  const select = (rest: string) => connection.prepare<TaskRecord>(`SELECT ${taskColumns} FROM tasks ${rest}`);
  const get = select("WHERE id = :id");
  const ofImage = select("WHERE image_id = :imageId ORDER BY id DESC");
  const list = select("INDEXED BY tasks_visible WHERE hidden = 0 AND id < :before ORDER BY id DESC LIMIT :limit");
  const listOfStatus = select("WHERE hidden = 0 AND status = :status AND id < :before ORDER BY id DESC LIMIT :limit");
  const changedAfter = select("WHERE changed_at > :moment ORDER BY changed_at, id LIMIT :limit");
  const open = select(
    "WHERE open = 1 AND checked_at <= :now AND created_at < :createdBefore ORDER BY checked_at, created_at, id LIMIT :limit",
  );
  const check = connection.prepare("UPDATE tasks SET checked_at = :now WHERE id = :id");
  const removeUnready = connection.prepare("DELETE FROM tasks WHERE id = :id AND ready = 0");
  const removeOfImage = connection.prepare("DELETE FROM tasks WHERE image_id = :imageId");

  const row = (id: string) => {
    const record = get.get({ id });
    return record === undefined ? null : toTaskRow(record);
  };

  return {
    insert: (task) => clock.write((now) => insert(task, now)),
    get: row,
    getMany: (ids) => ids.map(row).filter((found) => found !== null),
    ofImage: (imageId) => ofImage.all({ imageId }).map(toTaskRow),
    list: ({ limit, before = afterAllIds, status }) =>
      (status === undefined ? list.all({ limit, before }) : listOfStatus.all({ limit, before, status })).map(toTaskRow),
    changedAfter: (moment, limit) => changedAfter.all({ moment: moment.getTime(), limit }).map(toTaskRow),
    open: (createdBefore, limit) =>
      clock.write((now) => {
        const found = open.all({ now, createdBefore: createdBefore.getTime(), limit });
        for (const { id } of found) check.run({ id, now });
        return found.map(toTaskRow);
      }),
    removeUnready: (id) => clock.write(() => removeUnready.run({ id }) === 1),
    removeOfImage: (imageId) => void clock.write(() => removeOfImage.run({ imageId })),
  };
}
