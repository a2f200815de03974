import { DelayedError, type Job, WaitingError, type Worker } from "bullmq";
import type { QueueRules } from "./channels.ts";
import { parse } from "./encode.ts";
import type { MessagingLog } from "./log.ts";
import { type Consumer, type Delivery, HandBack } from "./queue.ts";
import type { RedisConnection } from "./redis-connection.ts";
import { Leases } from "./redis-leases.ts";
import type { RedisRejected } from "./redis-rejected.ts";
import { createWorker } from "./redis-worker.ts";

export interface RedisConsumerParts<T> {
  readonly rules: QueueRules<T>;
  readonly handler: (delivery: Delivery<T>) => Promise<void>;
  readonly concurrency: number;
  readonly leaseMs: number;
  readonly stalledMs: number;
  /** Its own: it ends with the consumer. */
  readonly connection: RedisConnection;
  readonly rejected: RedisRejected;
  readonly log: MessagingLog;
}

/** How long a stop waits for Redis to take the last answers; where it is away their leases run out, and they come again. */
const answersMs = 2_000;

/** Hands the jobs of one queue to a handler, as deliveries. */
export class RedisConsumer<T> implements Consumer {
  readonly #parts: RedisConsumerParts<T>;
  readonly #worker: Worker<unknown, void>;
  readonly #leases: Leases;
  readonly #inHand = new Set<Promise<void>>();
  #stopped: Promise<void> | null = null;

  constructor(parts: RedisConsumerParts<T>) {
    this.#parts = parts;
    this.#worker = createWorker(parts, (job, token) => this.#process(job, token));
    this.#leases = new Leases(this.#worker, parts.leaseMs);
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    const { connection } = this.#parts;
    const closed = this.#worker.close();
    while (this.#inHand.size > 0) await Promise.allSettled(this.#inHand);
    const timer = setTimeout(() => connection.endNow(), answersMs);
    await closed;
    clearTimeout(timer);
    connection.endNow();
  }

  async #process(job: Job<unknown, void>, token: string): Promise<void> {
    const id = job.id ?? "";
    // Fetched in the moment of stopping: another shall have it.
    if (this.#stopped !== null) return await handBack(job, token, 0);
    const parsed = parse(this.#parts.rules.schema, job.data);
    if ("reason" in parsed) {
      // Resolving removes the job, and with it the id is free.
      return await this.#parts.rejected.add(this.#parts.connection, id, job.data, parsed.reason);
    }
    const lease = this.#leases.begin(id);
    // Out of hand as soon as it is settled: what follows waits for Redis, and a stop that looked at it meanwhile would spin.
    const run = this.#run(job, id, parsed.message, lease.signal).finally(() => this.#inHand.delete(run));
    this.#inHand.add(run);
    try {
      await run;
    } catch (error) {
      if (error instanceof HandBack) return await handBack(job, token, error.delayMs);
      // Some names and messages of errors are commands to BullMQ; a handler's are not.
      throw new Error(`the handler failed: ${String(error)}`, { cause: error });
    } finally {
      lease.end();
    }
  }

  async #run(job: Job<unknown, void>, id: string, message: T, signal: AbortSignal): Promise<void> {
    await this.#parts.handler({
      id,
      message,
      attempt: job.attemptsMade + 1,
      // Each start that neither failed nor stalled was handed back.
      handBacks: Math.max(0, job.attemptsStarted - 1 - job.attemptsMade - job.stalledCounter),
      sentAt: new Date(Number(job.timestamp) || Date.now()),
      signal,
    });
  }
}

/** Neither way counts as an attempt; both end by an error that BullMQ reads as "already moved". */
async function handBack(job: Job<unknown, void>, token: string, delayMs: number): Promise<never> {
  if (delayMs > 0) {
    await job.moveToDelayed(Date.now() + delayMs, token);
    throw new DelayedError();
  }
  await job.moveToWait(token);
  throw new WaitingError();
}
