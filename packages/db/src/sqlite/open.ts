import type { Database, IdempotencyKeys, Images, Results, Tasks } from "../database.ts";
import { guarded, type Unguarded } from "../guarded.ts";
import { createClock, type SystemClocks, systemClocks } from "./clock.ts";
import { type Connection, connect } from "./connection.ts";
import { guard, toDatabaseError } from "./guard.ts";
import { createIdempotencyKeys } from "./idempotency-keys.ts";
import { createImageRemoval } from "./image-removal.ts";
import { createKeptImages } from "./images.ts";
import { createResults } from "./results.ts";
import { createTaskProgress } from "./task-progress.ts";
import { createKeptTasks } from "./tasks.ts";

/** The database in one SQLite file, which it creates. Throws a `DatabaseError`. */
export function openSqlite(file: string, busySeconds: number): Database {
  try {
    return createSqliteDatabase(connect(file, busySeconds), systemClocks);
  } catch (error) {
    throw toDatabaseError("open", error);
  }
}

/** The port over an open file. `clocks` is a parameter for tests that set the clock back. */
export function createSqliteDatabase(connection: Connection, clocks: SystemClocks): Database {
  const clock = createClock(connection, clocks);
  const answer = connection.prepare("SELECT 1");
  const images = { ...createKeptImages(connection, clock), ...createImageRemoval(connection, clock) };
  const tasks = { ...createKeptTasks(connection, clock), ...createTaskProgress(connection, clock) };
  const whole: Unguarded<Pick<Database, "now" | "ping" | "close">> = {
    now: () => new Date(clock.now()),
    ping: () => {
      answer.get();
    },
    close: () => connection.close(),
  };
  return {
    ...guarded<Pick<Database, "now" | "ping" | "close">>("", whole, guard),
    images: guarded<Images>("images.", images, guard),
    tasks: guarded<Tasks>("tasks.", tasks, guard),
    results: guarded<Results>("results.", createResults(connection, clock), guard),
    idempotencyKeys: guarded<IdempotencyKeys>("idempotencyKeys.", createIdempotencyKeys(connection, clock), guard),
  };
}
