import type { TaskResult } from "@pixpress/contracts";
import type { Results } from "../database.ts";
import type { Unguarded } from "../guarded.ts";
import type { Clock } from "./clock.ts";
import type { Connection } from "./connection.ts";

/** The decision on each task: the first result stored under its id. */
export function createResults(connection: Connection, clock: Clock): Unguarded<Results> {
  const insert = connection.prepare(
    "INSERT INTO results (task_id, image_id, result) VALUES (:taskId, :imageId, :result) ON CONFLICT (task_id) DO NOTHING",
  );
  const get = connection.prepare<{ result: string }>("SELECT result FROM results WHERE task_id = :taskId");
  const removeOfImage = connection.prepare("DELETE FROM results WHERE image_id = :imageId");

  const stored = (taskId: string) => {
    const record = get.get({ taskId });
    return record === undefined ? null : (JSON.parse(record.result) as TaskResult);
  };

  return {
    insertOnce: (result) =>
      clock.write(() => {
        insert.run({ taskId: result.taskId, imageId: result.imageId, result: JSON.stringify(result) });
        return stored(result.taskId) ?? result;
      }),
    get: stored,
    removeOfImage: (imageId) => void clock.write(() => removeOfImage.run({ imageId })),
  };
}
