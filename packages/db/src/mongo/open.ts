import type { Database, IdempotencyKeys, Images, Results, Tasks } from "../database.ts";
import { DatabaseError } from "../database-error.ts";
import { type Guard, guarded, type Unguarded } from "../guarded.ts";
import { askClock } from "./ask-clock.ts";
import { connectMongo, type MongoConnection } from "./connection.ts";
import { createGuard } from "./guard.ts";
import { createIdempotencyKeys } from "./idempotency-keys.ts";
import { createImageRemoval } from "./image-removal.ts";
import { createKeptImages } from "./images.ts";
import { createResults } from "./results.ts";
import { createTaskProgress } from "./task-progress.ts";
import { createKeptTasks } from "./tasks.ts";

/**
 * The database on a MongoDB server. Resolves whether or not the server is there: until it is, every call rejects with a retryable
 * `DatabaseError`. Rejects where waiting
 * mends nothing: the address cannot be right, or the server is there and refuses the indexes.
 */
export async function openMongo(uri: string, deadlineSeconds: number): Promise<Database> {
  const deadlineMs = deadlineSeconds * 1000;
  const connected = connectMongo(uri, deadlineMs);
  await connected.settled(deadlineMs);
  try {
    connected.assertSound();
  } catch (error) {
    await connected.close();
    throw new DatabaseError("open", false, error);
  }
  return createMongoDatabase(connected, deadlineMs);
}

/** The port over a connection. */
export function createMongoDatabase(connected: MongoConnection, deadlineMs: number): Database {
  const { models, connection } = connected;
  const inTime = createGuard(deadlineMs);
  const guard: Guard = (operation, work) =>
    inTime(operation, () => {
      connected.assertReached();
      return work();
    });
  const images = { ...createKeptImages(models), ...createImageRemoval(models) };
  const tasks = { ...createKeptTasks(models), ...createTaskProgress(models) };
  const questions: Unguarded<Pick<Database, "now" | "ping">> = {
    now: () => askClock(models),
    ping: async () => {
      connected.assertSound();
      await connection.db?.command({ ping: 1 });
    },
  };
  return {
    ...guarded<Pick<Database, "now" | "ping">>("", questions, guard),
    ...guarded<Pick<Database, "close">>("", { close: () => connected.close() }, inTime),
    images: guarded<Images>("images.", images, guard),
    tasks: guarded<Tasks>("tasks.", tasks, guard),
    results: guarded<Results>("results.", createResults(models), guard),
    idempotencyKeys: guarded<IdempotencyKeys>("idempotencyKeys.", createIdempotencyKeys(models), guard),
  };
}
