import { channelsOf } from "./channels.ts";
import type { MessagingConfig } from "./config.ts";
import { InProcessFeed } from "./in-process-feed.ts";
import { InProcessQueue } from "./in-process-queue.ts";
import type { MessagingLog } from "./log.ts";
import type { Messaging } from "./messaging.ts";

/** The promises of `Messaging` within one process. Nothing outlives it: recovery rebuilds the queues from the database. */
export function openInProcess(config: MessagingConfig, log: MessagingLog): Messaging {
  const channels = channelsOf(config);
  const tasks = new InProcessQueue(channels.tasks, log);
  const smallTasks = new InProcessQueue(channels.smallTasks, log);
  const results = new InProcessQueue(channels.results, log);
  const events = new InProcessFeed(channels.events, log);
  const successes = new InProcessFeed(channels.successes, log);
  return {
    tasks,
    smallTasks,
    results,
    events,
    successes,
    faults: async () => [],
    close: async () => {
      events.close();
      successes.close();
      await Promise.all([tasks, smallTasks, results].map((queue) => queue.close()));
    },
  };
}
