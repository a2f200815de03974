import type { IdempotencyKeys, KeyRecord } from "../database.ts";
import type { Unguarded } from "../guarded.ts";
import type { Clock } from "./clock.ts";
import type { Connection } from "./connection.ts";

interface Stored {
  readonly fingerprint: string;
  readonly image_id: string;
  readonly task_id: string;
  readonly created_at: number;
}

/** What a key once began: the first record under its scope and key. */
export function createIdempotencyKeys(connection: Connection, clock: Clock): Unguarded<IdempotencyKeys> {
  const insert = connection.prepare(`
    INSERT INTO idempotency_keys (scope, key, fingerprint, image_id, task_id, created_at)
    VALUES (:scope, :key, :fingerprint, :imageId, :taskId, :now) ON CONFLICT (scope, key, retired) DO NOTHING`);
  const get = connection.prepare<Stored>(`
    SELECT fingerprint, image_id, task_id, created_at FROM idempotency_keys WHERE scope = :scope AND key = :key AND retired = ''`);
  const retire = connection.prepare(`
    UPDATE idempotency_keys SET retired = task_id WHERE scope = :scope AND key = :key AND retired = '' AND task_id = :taskId`);
  const ofImage = connection.prepare<Stored>("SELECT 1 FROM idempotency_keys WHERE image_id = :imageId LIMIT 1");
  const ofTask = connection.prepare<Stored>("SELECT 1 FROM idempotency_keys WHERE image_id = :imageId AND task_id = :taskId LIMIT 1");
  const removeBefore = connection.prepare(`
    DELETE FROM idempotency_keys WHERE rowid IN
      (SELECT rowid FROM idempotency_keys WHERE created_at < :moment ORDER BY created_at LIMIT :limit)`);

  const find = (scope: string, key: string): KeyRecord | null => {
    const stands = get.get({ scope, key });
    if (stands === undefined) return null;
    const { fingerprint, image_id, task_id, created_at } = stands;
    return { scope, key, fingerprint, imageId: image_id, taskId: task_id, createdAt: new Date(created_at) };
  };

  return {
    claim: ({ scope, key, fingerprint, imageId, taskId }) =>
      clock.write((now) => {
        insert.run({ scope, key, fingerprint, imageId, taskId, now });
        const stands = find(scope, key);
        if (stands === null) throw new Error("a record was neither inserted nor there");
        return stands;
      }),
    find,
    retire: ({ scope, key, taskId }) => void clock.write(() => retire.run({ scope, key, taskId })),
    names: (imageId, taskId) => (taskId === undefined ? ofImage.get({ imageId }) : ofTask.get({ imageId, taskId })) !== undefined,
    removeBefore: (moment, limit) => void clock.write(() => removeBefore.run({ moment: moment.getTime(), limit })),
  };
}
