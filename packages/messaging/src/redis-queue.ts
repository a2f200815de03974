import { Queue as BullQueue } from "bullmq";
import type { QueueRules } from "./channels.ts";
import { checkId, decode, encode } from "./encode.ts";
import type { MessagingLog } from "./log.ts";
import { MessagingError } from "./messaging-error.ts";
import type { ConsumeOptions, Consumer, Delivery, Queue, QueueLine, QueueState } from "./queue.ts";
import { connectForWaiting, type RedisConfig, type RedisConnection } from "./redis-connection.ts";
import { RedisConsumer } from "./redis-consumer.ts";
import { guard } from "./redis-error.ts";
import { RedisRejected } from "./redis-rejected.ts";

const states: Record<string, QueueState> = {
  waiting: "waiting",
  prioritized: "waiting",
  "waiting-children": "waiting",
  active: "active",
  delayed: "delayed",
  failed: "dead",
};

// BullMQ removes a job in whatever state; between asking for the state and removing, another server may have made it waiting.
const removeDead = `
if redis.call("ZREM", KEYS[1], ARGV[1]) == 0 then return 0 end
redis.call("DEL", KEYS[2], KEYS[3])
return 1`;

/** A queue of BullMQ's; the id of a message is the id of its job. */
export class RedisQueue<T> implements Queue<T> {
  readonly #rules: QueueRules<T>;
  readonly #config: RedisConfig;
  readonly #calls: RedisConnection;
  readonly #log: MessagingLog;
  readonly #rejected: RedisRejected;
  readonly #jobs: BullQueue<unknown>;
  readonly #consumers = new Set<RedisConsumer<T>>();
  #closed = false;

  constructor(rules: QueueRules<T>, config: RedisConfig, calls: RedisConnection, log: MessagingLog) {
    this.#rules = rules;
    this.#config = config;
    this.#calls = calls;
    this.#log = log;
    this.#rejected = new RedisRejected(rules.name, log);
    // Without these BullMQ would wait for a Redis that is away, or never use one that was away at first.
    this.#jobs = new BullQueue(rules.name, { connection: calls, skipWaitingForReady: true, skipVersionCheck: true, skipMetasUpdate: true });
    this.#jobs.on("error", () => undefined);
  }

  async send(id: string, message: T): Promise<void> {
    await this.#call("send", async (operation) => {
      checkId(id, operation);
      const data: unknown = JSON.parse(encode(this.#rules.schema, message, operation));
      await this.#jobs.add(this.#rules.label, data, { jobId: id });
    });
  }

  consume(handler: (delivery: Delivery<T>) => Promise<void>, { concurrency }: ConsumeOptions): Consumer {
    this.#operation("consume");
    const consumer = new RedisConsumer<T>({
      rules: this.#rules,
      handler,
      concurrency,
      leaseMs: this.#config.LEASE_SECONDS * 1_000,
      stalledMs: this.#config.STALLED_SECONDS * 1_000,
      connection: connectForWaiting(this.#config),
      rejected: this.#rejected,
      log: this.#log,
    });
    this.#consumers.add(consumer);
    return consumer;
  }

  async stateOf(id: string): Promise<QueueState> {
    return await this.#call("stateOf", async () => states[await this.#jobs.getJobState(id)] ?? "missing");
  }

  async remove(id: string): Promise<boolean> {
    return await this.#call("remove", async () => {
      if (states[await this.#jobs.getJobState(id)] === "active") return false;
      // 0: a consumer took it meanwhile.
      return (await this.#jobs.remove(id)) !== 0;
    });
  }

  async removeDead(id: string): Promise<boolean> {
    return await this.#call("removeDead", () => this.#removeDead(id));
  }

  async dead(limit: number): Promise<{ id: string; message: T }[]> {
    return await this.#call("dead", async () => {
      const ids = limit < 1 ? [] : await this.#calls.zrange(this.#jobs.toKey("failed"), "0", String(limit - 1));
      const found = await Promise.all(ids.map((id) => this.#readDead(id)));
      return found.filter((message) => message !== null);
    });
  }

  async retry(id: string): Promise<boolean> {
    return await this.#call("retry", async () => {
      const job = await this.#jobs.getJob(id);
      if (job === undefined || !(await job.isFailed())) return false;
      try {
        await job.retry("failed", { resetAttemptsMade: true, resetAttemptsStarted: true });
      } catch (error) {
        // Another server was quicker.
        if (!(await job.isFailed())) return false;
        throw error;
      }
      // BullMQ keeps the count of stalls, from which the hand-backs of a delivery are reckoned.
      await this.#calls.hdel(this.#jobs.toKey(id), "stc");
      return true;
    });
  }

  async line(limit: number): Promise<QueueLine> {
    return await this.#call("line", async () => {
      const [active, waiting] = await Promise.all([
        this.#calls.lrange(this.#jobs.toKey("active"), -limit, -1),
        this.#calls.lrange(this.#jobs.toKey("wait"), -limit, -1),
      ]);
      // BullMQ puts them in at the left and takes them out at the right.
      return { active: active.toReversed(), waiting: waiting.toReversed() };
    });
  }

  async counts(): Promise<{ waiting: number; active: number; delayed: number; dead: number; rejected: number }> {
    return await this.#call("counts", async () => {
      const [jobs, rejected] = await Promise.all([
        this.#jobs.getJobCounts("wait", "prioritized", "active", "delayed", "failed"),
        this.#rejected.count(this.#calls),
      ]);
      const of = (state: string): number => jobs[state] ?? 0;
      const waiting = of("wait") + of("prioritized");
      return { waiting, active: of("active"), delayed: of("delayed"), dead: of("failed"), rejected };
    });
  }

  async oldest(): Promise<Date | null> {
    return await this.#call("oldest", async () => {
      const id = await this.#calls.lindex(this.#jobs.toKey("wait"), -1);
      const sentAt = id === null ? Number.NaN : Number(await this.#calls.hget(this.#jobs.toKey(id), "timestamp"));
      // Taken in between, or put there by somebody who told no moment.
      return sentAt > 0 ? new Date(sentAt) : null;
    });
  }

  /** Stops the consumers; the connection for calls is its owner's. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#consumers].map((consumer) => consumer.stop()));
    await this.#jobs.close().catch(() => undefined);
  }

  async #readDead(id: string): Promise<{ id: string; message: T } | null> {
    const data = (await this.#calls.hget(this.#jobs.toKey(id), "data")) ?? "null";
    const decoded = decode(this.#rules.schema, data);
    if ("message" in decoded) return { id, message: decoded.message };
    await this.#rejected.add(this.#calls, id, data, decoded.reason);
    await this.#removeDead(id);
    return null;
  }

  async #removeDead(id: string): Promise<boolean> {
    const key = this.#jobs.toKey(id);
    return (await this.#calls.eval(removeDead, 3, this.#jobs.toKey("failed"), key, `${key}:logs`, id)) === 1;
  }

  async #call<R>(verb: string, call: (operation: string) => Promise<R>): Promise<R> {
    const operation = this.#operation(verb);
    return await guard(operation, () => call(operation));
  }

  #operation(verb: string): string {
    const operation = `${this.#rules.label}.${verb}`;
    if (this.#closed) throw new MessagingError(operation, false, new Error("messaging is closed"));
    return operation;
  }
}
