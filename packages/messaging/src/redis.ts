import { channelsOf } from "./channels.ts";
import type { MessagingLog } from "./log.ts";
import type { Messaging } from "./messaging.ts";
import { connectForCalls, connectForSubscriptions, logOutages, type RedisConfig, ready } from "./redis-connection.ts";
import { redisFaults } from "./redis-faults.ts";
import { RedisFeed } from "./redis-feed.ts";
import { RedisQueue } from "./redis-queue.ts";
import { RedisSubscriptions } from "./redis-subscriptions.ts";

/** How long an opening waits for the server, so that the first calls are not refused for haste. */
const firstMs = 2_000;

/** The promises of `Messaging` across processes: queues by BullMQ, feeds by PUBLISH and SUBSCRIBE. */
export async function openRedis(config: RedisConfig, log: MessagingLog): Promise<Messaging> {
  const address = `${config.REDIS_HOST}:${config.REDIS_PORT}`;
  const calls = connectForCalls(config);
  logOutages(calls, address, log);
  const channels = channelsOf(config);
  const subscriptions = new RedisSubscriptions(connectForSubscriptions(config));
  const tasks = new RedisQueue(channels.tasks, config, calls, log);
  const smallTasks = new RedisQueue(channels.smallTasks, config, calls, log);
  const results = new RedisQueue(channels.results, config, calls, log);
  if (await ready(calls, firstMs)) {
    const faults = await redisFaults(calls).catch((): string[] => []);
    for (const fault of faults) log.warn({ redis: address }, fault);
  }
  return {
    tasks,
    smallTasks,
    results,
    events: new RedisFeed(channels.events, calls, subscriptions, log),
    successes: new RedisFeed(channels.successes, calls, subscriptions, log),
    faults: () => redisFaults(calls),
    close: async () => {
      await Promise.all([tasks, smallTasks, results].map((queue) => queue.close()));
      subscriptions.end();
      calls.endNow();
    },
  };
}
