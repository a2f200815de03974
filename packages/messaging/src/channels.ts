import {
  type Event,
  event,
  type ResultMessage,
  resultMessage,
  type TaskMessage,
  type TaskSucceeded,
  taskMessage,
  taskSucceeded,
} from "@pixpress/contracts";
import type * as z from "zod";
import type { Backoff } from "./backoff.ts";
import type { MessagingConfig } from "./config.ts";

/** A queue as every adapter must run it. */
export interface QueueRules<T> {
  /** Its name in errors and logs: the property of `Messaging`. */
  readonly label: string;
  /** Its name on the server. */
  readonly name: string;
  readonly schema: z.ZodType<T>;
  /** Runs that count, after which a message is dead. */
  readonly attempts: number;
  readonly backoff: Backoff;
}

/** A feed as every adapter must run it. */
export interface FeedRules<T> {
  readonly label: string;
  readonly name: string;
  readonly schema: z.ZodType<T>;
}

/** What travels where: the one table that both adapters are built from. */
export interface Channels {
  readonly tasks: QueueRules<TaskMessage>;
  readonly smallTasks: QueueRules<TaskMessage>;
  readonly results: QueueRules<ResultMessage>;
  readonly events: FeedRules<Event>;
  readonly successes: FeedRules<TaskSucceeded>;
}

// An image gets three tries; a result is the only trace of finished work and is tried for as long as it takes.
const taskTries = { attempts: 3, backoff: { firstMs: 1_000, capMs: 60_000 } };

export function channelsOf(config: MessagingConfig): Channels {
  const queue = config.REDIS_QUEUE_NAME;
  const capMs = config.RESULT_RETRY_SECONDS * 1_000;
  const resultTries = { attempts: Number.MAX_SAFE_INTEGER, backoff: { firstMs: Math.min(1_000, capMs), capMs } };
  return {
    tasks: { label: "tasks", name: queue, schema: taskMessage, ...taskTries },
    smallTasks: { label: "smallTasks", name: `${queue}-small`, schema: taskMessage, ...taskTries },
    results: { label: "results", name: `${queue}-results`, schema: resultMessage, ...resultTries },
    events: { label: "events", name: `${config.TOPIC_NAME}.events`, schema: event },
    successes: { label: "successes", name: config.TOPIC_NAME, schema: taskSucceeded },
  };
}
