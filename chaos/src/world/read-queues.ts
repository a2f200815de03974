import type { Redis } from "ioredis";
import type { QueuedFact } from "../check/snapshot.ts";

/** The service's queues by their names at the server. */
export const queueNames = ["image-queue", "image-queue-small", "image-queue-results"] as const;

const lists = ["wait", "active", "paused"] as const;
const sets = ["prioritized", "delayed", "failed", "completed", "waiting-children"] as const;

/** Every job in every state, read from Redis's own keys. */
export async function readQueues(redis: Redis): Promise<QueuedFact[]> {
  const found: QueuedFact[] = [];
  for (const queue of queueNames) {
    for (const state of lists) for (const id of await redis.lrange(`bull:${queue}:${state}`, "0", "-1")) found.push({ queue, state, id });
    for (const state of sets) for (const id of await redis.zrange(`bull:${queue}:${state}`, "0", "-1")) found.push({ queue, state, id });
  }
  // A marker that tells sleeping consumers of work is no job.
  return found.filter(({ id }) => !id.startsWith("0:"));
}
