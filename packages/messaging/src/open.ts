import type { MessagingConfig } from "./config.ts";
import { openInProcess } from "./in-process.ts";
import { type MessagingLog, silent } from "./log.ts";
import type { Messaging } from "./messaging.ts";
import { openRedis } from "./redis.ts";

export type { MessagingLog } from "./log.ts";

/**
 * Redis where `REDIS_HOST` is set, else this process alone. It resolves even when Redis is away: then calls are refused until
 * it is there, and consumers and subscriptions begin by themselves.
 */
export async function openMessaging(config: MessagingConfig & { readonly log?: MessagingLog }): Promise<Messaging> {
  const log = config.log ?? silent;
  return config.REDIS_HOST === undefined ? openInProcess(config, log) : await openRedis({ ...config, REDIS_HOST: config.REDIS_HOST }, log);
}
