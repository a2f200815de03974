import type { Event, ResultMessage, TaskMessage, TaskSucceeded } from "@pixpress/contracts";
import type { Feed } from "./feed.ts";
import type { Queue } from "./queue.ts";

export type { Feed, FeedReader } from "./feed.ts";
export { MessagingError } from "./messaging-error.ts";
export { type ConsumeOptions, type Consumer, type Delivery, HandBack, type Queue, type QueueLine, type QueueState } from "./queue.ts";

/** How work travels between processes. Every method rejects with a `MessagingError` and nothing else. */
export interface Messaging {
  /** Tasks for any child. */
  readonly tasks: Queue<TaskMessage>;
  /** Tasks that are small (`isSmall` of the contract): a lane of its own, so that they never wait behind huge ones. */
  readonly smallTasks: Queue<TaskMessage>;
  readonly results: Queue<ResultMessage>;
  /** Every event, for the servers. */
  readonly events: Feed<Event>;
  /** Successes alone, on `TOPIC_NAME`, for others. */
  readonly successes: Feed<TaskSucceeded>;
  /** What an operator should know of the server behind it: one sentence per fault; empty when all is well. Rejects where it does not answer. */
  faults(): Promise<string[]>;
  close(): Promise<void>;
}

/** The three queues by name: recovery and readiness walk them. */
export const queueNames = ["tasks", "smallTasks", "results"] as const satisfies (keyof Messaging)[];
