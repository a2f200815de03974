import { setImmediate, setTimeout } from "node:timers/promises";
import type { TaskMessage } from "@pixpress/contracts";
import { type Delivery, HandBack, type Messaging, type Queue } from "@pixpress/messaging";
import { messagingConfig } from "@pixpress/messaging/config";
import { openMessaging } from "@pixpress/messaging/open";
import { vi } from "vitest";

/** A worker's own way to the queues. */
export interface WorkerLink {
  readonly messaging: Messaging;
  /** The worker is gone from one moment to the next, with what it had in hand. */
  die(task: Task): Promise<void>;
  close(): Promise<void>;
}

/** The messaging of one run of the model, and what can befall it. */
export interface Broker {
  /** The servers' way; another one after a flush where that ends all processes. */
  messaging(): Messaging;
  link(): Promise<WorkerLink>;
  /** All that was in it is lost. True where every process went with it. */
  flush(): Promise<boolean>;
  /** What was delayed waits again, where that does not come by itself. */
  settle(): void;
  /** How long to wait for a message that should be there. */
  readonly patienceMs: number;
  /** True where nothing happens by itself: then the model knows what every step brings. */
  readonly exact: boolean;
  close(): Promise<void>;
}

const open = (): Promise<Messaging> => openMessaging(messagingConfig.parse({ RESULT_RETRY_SECONDS: 0.05 }));

/** Messaging within one process: a flush is the end of all that runs in it. Its timers are the test's, so that nothing happens by itself. */
export async function openEmbedded(): Promise<Broker> {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  let current = await open();
  const older: Messaging[] = [];
  return {
    messaging: () => current,
    link: async () => ({ messaging: current, die: loseLease, close: async () => undefined }),
    async flush() {
      older.push(current);
      current = await open();
      return true;
    },
    settle: () => void vi.runOnlyPendingTimers(),
    patienceMs: 0,
    exact: true,
    async close() {
      await Promise.all([...older, current].map((messaging) => messaging.close()));
      vi.useRealTimers();
    },
  };
}

/** The nearest there is to it within one process: uncounted, and at once in its old place. */
export async function loseLease<T>({ run, answered }: Taken<T>): Promise<void> {
  run.reject(new HandBack(0));
  await answered;
}

/** Takes the oldest message of a queue and no other: what it is, and how to answer; null where none comes. */
export async function takeOne<T>(queue: Queue<T>, patienceMs: number): Promise<Taken<T> | null> {
  const run = Promise.withResolvers<void>();
  const taken = Promise.withResolvers<Delivery<T>>();
  const consumer = queue.consume(
    async (delivery) => {
      taken.resolve(delivery);
      await run.promise;
    },
    { concurrency: 1 },
  );
  const delivery = await Promise.race([taken.promise, nothingFor(patienceMs)]);
  const answered = consumer.stop();
  if (delivery !== null) return { delivery, run, answered };
  // Between the last look and the stop one may have come after all.
  run.promise.catch(() => undefined);
  run.reject(new HandBack(0));
  await answered;
  return null;
}

export interface Taken<T> {
  readonly delivery: Delivery<T>;
  /** Settled, it is the answer to the queue. */
  readonly run: PromiseWithResolvers<void>;
  /** Resolves once the queue has the answer. */
  readonly answered: Promise<void>;
}

export type Task = Taken<TaskMessage>;

async function nothingFor(milliseconds: number): Promise<null> {
  // Where nothing happens by itself a message is there after one turn of the loop, or not at all; and timers stand still.
  await (milliseconds === 0 ? setImmediate() : setTimeout(milliseconds));
  return null;
}
