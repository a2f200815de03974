import mongoose, { type Connection } from "mongoose";
import { askClock } from "./ask-clock.ts";
import { createGuard } from "./guard.ts";
import { type Index, indexes } from "./indexes.ts";
import { createModels, type Models } from "./models.ts";

/** What a MongoDB server is like, as far as this product depends on it. */
export interface MongoInspection {
  readonly version: string;
  /** Collections that are there without an index they should have, as `collection: fields`. One that is not there yet lacks nothing. */
  readonly missingIndexes: readonly string[];
  /** By the server's clock. */
  readonly now: Date;
}

/** Looks at the server without mending anything: the indexes stay as they are. Rejects with a `DatabaseError` where it cannot be asked in time. */
export async function inspectMongo(uri: string, deadlineSeconds: number): Promise<MongoInspection> {
  const deadlineMs = deadlineSeconds * 1000;
  const inTime = createGuard(deadlineMs);
  const connection = mongoose.createConnection();
  const models = createModels(connection);
  try {
    return await inTime("inspect", async () => {
      await connection.openUri(uri, {
        autoIndex: false,
        autoCreate: false,
        serverSelectionTimeoutMS: deadlineMs,
        connectTimeoutMS: deadlineMs,
      });
      return { version: await versionOf(connection), missingIndexes: await missingIn(models), now: await askClock(models) };
    });
  } finally {
    await connection.close(true).catch(() => undefined);
  }
}

async function versionOf(connection: Connection): Promise<string> {
  const info = await connection.db?.command({ buildInfo: 1 });
  return String(info?.["version"]);
}

async function missingIn(models: Models): Promise<string[]> {
  const found: string[] = [];
  for (const name of ["images", "tasks", "results", "keys"] as const) {
    const { collection } = models[name];
    const present = await collection.indexes().catch(whereCollectionIs);
    if (present === null || present.length === 0) continue;
    const missing = indexes[name].filter((wanted) => !present.some(({ key }) => sameFields(key, wanted)));
    found.push(...missing.map(({ key }) => `${collection.collectionName}: ${Object.keys(key).join(", ")}`));
  }
  return found;
}

/** Fields in order and their directions. */
const sameFields = (key: unknown, wanted: Index) =>
  JSON.stringify(Object.entries(key as object)) === JSON.stringify(Object.entries(wanted.key));

/** A collection is made by its first document; until then there is nothing to find (code 26). */
function whereCollectionIs(error: unknown): null {
  if (error instanceof mongoose.mongo.MongoServerError && error.code === 26) return null;
  throw error;
}
