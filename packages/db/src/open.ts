import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseConfig } from "./config.ts";
import type { Database } from "./database.ts";
import { DatabaseError } from "./database-error.ts";

/**
 * Opens the database that the configuration names: MongoDB by `MONGODB_URI`, else the file `pixpress.sqlite` in `DATA_DIR`.
 * A MongoDB server may still be away then; the file must open, or it rejects with a `DatabaseError`.
 */
export async function openDatabase(config: DatabaseConfig): Promise<Database> {
  // Each adapter's library is loaded only where it is used: mongoose costs a start more than all the rest.
  if (config.MONGODB_URI !== undefined) {
    const { openMongo } = await import("./mongo/open.ts");
    return await openMongo(config.MONGODB_URI, config.DATABASE_SECONDS);
  }
  try {
    mkdirSync(config.DATA_DIR, { recursive: true });
  } catch (error) {
    throw new DatabaseError("open", false, error);
  }
  const { openSqlite } = await import("./sqlite/open.ts");
  return openSqlite(join(config.DATA_DIR, "pixpress.sqlite"), config.DATABASE_SECONDS);
}
