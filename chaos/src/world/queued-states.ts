import type { Redis } from "ioredis";
import { queueNames } from "./read-queues.ts";

const [, lane] = queueNames;
const key = (name: string): string => `bull:${lane}:${name}`;
const delaySeconds = 5;

/** How a small task that waits comes into each state that it can have in its queue, by BullMQ's own keys; `active` is a worker's to make. */
export const queuedStates: readonly (readonly [state: string, put: (redis: Redis, taskId: string) => Promise<unknown>])[] = [
  ["waiting", async () => undefined],
  [
    "delayed",
    (redis, taskId) => {
      // BullMQ's order of the delayed: the moment, and twelve bits of a counter.
      const until = (Date.now() + delaySeconds * 1000) * 0x1000;
      return redis.multi().lrem(key("wait"), 1, taskId).zadd(key("delayed"), until, taskId).hset(key(taskId), "delay", "1").exec();
    },
  ],
  [
    "dead",
    (redis, taskId) =>
      redis.multi().lrem(key("wait"), 1, taskId).zadd(key("failed"), Date.now(), taskId).hset(key(taskId), "failedReason", "chaos").exec(),
  ],
  ["missing", (redis, taskId) => redis.multi().lrem(key("wait"), 1, taskId).del(key(taskId)).exec()],
];
