import type { Redis } from "ioredis";
import type { MessagingLog } from "./log.ts";

const maxRejected = 1_000;
const maxDataLength = 10_000;

/** Messages that did not parse, newest first, the last 1,000 of a queue, under a key outside BullMQ's own (`bull:…`). */
export class RedisRejected {
  readonly #queue: string;
  readonly #key: string;
  readonly #log: MessagingLog;

  constructor(queue: string, log: MessagingLog) {
    this.#queue = queue;
    this.#key = `pixpress:${queue}:rejected`;
    this.#log = log;
  }

  async add(client: Redis, id: string, data: unknown, reason: string): Promise<void> {
    const text = (typeof data === "string" ? data : JSON.stringify(data)).slice(0, maxDataLength);
    const entry = JSON.stringify({ id, at: new Date().toISOString(), reason, data: text });
    await client
      .multi()
      .lpush(this.#key, entry)
      .ltrim(this.#key, 0, maxRejected - 1)
      .exec();
    this.#log.warn({ queue: this.#queue, id, reason }, "a message that does not parse was set aside");
  }

  async count(client: Redis): Promise<number> {
    return await client.llen(this.#key);
  }
}
