import { once } from "node:events";
import { Redis, type RedisOptions } from "ioredis";
import type { MessagingConfig } from "./config.ts";
import type { MessagingLog } from "./log.ts";

export type RedisConfig = MessagingConfig & { readonly REDIS_HOST: string };

/** How long a call may take before it is refused: callers answer people, and recovery sends again what was refused. */
const callMs = 5_000;
/** Silence on a socket that owes an answer, after which it is given up. BullMQ blocks on a copy of what it is given, for 10 s at most. */
const silence = { call: callMs, block: 13_000 } as const;

const failFast = { enableOfflineQueue: false, maxRetriesPerRequest: 0, commandTimeout: callMs } as const;

function options(config: RedisConfig): RedisOptions {
  return {
    host: config.REDIS_HOST,
    port: config.REDIS_PORT,
    ...(config.REDIS_USERNAME !== undefined && { username: config.REDIS_USERNAME }),
    ...(config.REDIS_PASSWORD !== undefined && { password: config.REDIS_PASSWORD }),
    ...(config.REDIS_TLS && { tls: {} }),
    connectTimeout: callMs,
    socketTimeout: silence.call,
    keepAlive: 10_000,
    // For ever: a service outlives its Redis.
    retryStrategy: (times) => Math.min(times * 100, 2_000) + Math.random() * 100,
  };
}

/** A client that can be ended in any state, with the copies that BullMQ takes of it. */
export class RedisConnection extends Redis {
  readonly #copies: RedisConnection[] = [];

  constructor(connectionOptions: RedisOptions) {
    super({ ...connectionOptions, replyMapping: "legacy" });
    // Outages are logged once by `logOutages`; a client without a listener would end the process.
    this.on("error", () => undefined);
  }

  override readonly duplicate: Redis["duplicate"] = (override?: Partial<RedisOptions>) => {
    const copy = new RedisConnection({ ...this.options, socketTimeout: silence.block, ...override });
    this.#copies.push(copy);
    // ioredis lets the type of a copy follow from its options; ours are all of one kind.
    return copy as never;
  };

  /** Ends it and its copies now; what was asked of them is refused. */
  endNow(): void {
    for (const client of [this, ...this.#copies]) {
      // Between two connections ioredis would never say "end", and whoever waits for that would wait for ever.
      if (client.status === "reconnecting") client.connect().catch(() => undefined);
      client.disconnect();
    }
  }
}

/** For calls: refused at once while Redis is away. */
export function connectForCalls(config: RedisConfig): RedisConnection {
  return new RedisConnection({ ...options(config), ...failFast });
}

/** For consumers: they wait for as long as it takes. */
export function connectForWaiting(config: RedisConfig): RedisConnection {
  return new RedisConnection({ ...options(config), maxRetriesPerRequest: null });
}

/** For subscriptions: silent until the first, renewed by their owner. */
export function connectForSubscriptions(config: RedisConfig): RedisConnection {
  return new RedisConnection({
    ...options(config),
    ...failFast,
    lazyConnect: true,
    autoResubscribe: false,
  });
}

/** True once it can be used; false where that did not come in time. */
export async function ready(connection: Redis, withinMs: number): Promise<boolean> {
  if (connection.status === "ready") return true;
  try {
    await once(connection, "ready", { signal: AbortSignal.timeout(withinMs) });
    return true;
  } catch {
    return false;
  }
}

/** One line when the server goes and one when it is back, however often it is tried in between. */
export function logOutages(connection: Redis, address: string, log: MessagingLog): void {
  let away = false;
  let lastError: unknown;
  connection.on("error", (err) => {
    lastError = err;
  });
  connection.on("reconnecting", () => {
    if (!away) log.warn({ err: lastError, redis: address }, "Redis does not answer; trying again until it does");
    away = true;
  });
  connection.on("ready", () => {
    if (away) log.warn({ redis: address }, "Redis answers again");
    away = false;
  });
}
