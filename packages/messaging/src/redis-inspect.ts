import { MessagingError } from "./messaging-error.ts";
import { connectForCalls, type RedisConfig, ready } from "./redis-connection.ts";
import { guard } from "./redis-error.ts";
import { infoField, redisFaults } from "./redis-faults.ts";

/** What a Redis server is like, as far as this product depends on it. */
export interface RedisInspection {
  readonly version: string;
  /** As `Messaging.faults`: what makes a server unready. */
  readonly faults: readonly string[];
  /** Whether what it acknowledged outlives its process: by the append-only file. */
  readonly appendOnly: boolean;
  /** Whether its last write to disk went through. */
  readonly writesToDisk: boolean;
  /** By the server's clock. */
  readonly now: Date;
}

const patienceMs = 5_000;

/** Looks at the server and changes nothing. Rejects with a `MessagingError`, whose cause says why, where it cannot be asked. */
export async function inspectRedis(config: RedisConfig): Promise<RedisInspection> {
  const connection = connectForCalls({ ...config });
  let lastError: unknown;
  connection.on("error", (error) => {
    lastError = error;
  });
  try {
    if (!(await ready(connection, patienceMs))) throw new MessagingError("inspect", true, lastError);
    return await guard("inspect", async () => {
      const [server, persistence] = await Promise.all([connection.info("server"), connection.info("persistence")]);
      const faults = await redisFaults(connection);
      const [seconds = 0, micros = 0] = (await connection.time()).map(Number);
      return {
        version: infoField(server, "redis_version") ?? "unknown",
        faults,
        appendOnly: infoField(persistence, "aof_enabled") === "1",
        writesToDisk: ["aof_last_write_status", "rdb_last_bgsave_status"].every((name) => (infoField(persistence, name) ?? "ok") === "ok"),
        now: new Date(seconds * 1000 + micros / 1000),
      };
    });
  } finally {
    connection.endNow();
  }
}
