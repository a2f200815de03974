import type { Redis } from "ioredis";
import type { FeedRules } from "./channels.ts";
import { decode, encode } from "./encode.ts";
import type { Feed, FeedReader } from "./feed.ts";
import type { MessagingLog } from "./log.ts";
import { guard } from "./redis-error.ts";
import type { RedisSubscriptions } from "./redis-subscriptions.ts";
import { tell } from "./tell.ts";

/** A channel of PUBLISH and SUBSCRIBE; its messages are plain JSON. */
export class RedisFeed<T> implements Feed<T> {
  readonly #rules: FeedRules<T>;
  readonly #calls: Redis;
  readonly #subscriptions: RedisSubscriptions;
  readonly #log: MessagingLog;

  constructor(rules: FeedRules<T>, calls: Redis, subscriptions: RedisSubscriptions, log: MessagingLog) {
    this.#rules = rules;
    this.#calls = calls;
    this.#subscriptions = subscriptions;
    this.#log = log;
  }

  async publish(value: T): Promise<void> {
    const { label, name, schema } = this.#rules;
    const operation = `${label}.publish`;
    await guard(operation, () => this.#calls.publish(name, encode(schema, value, operation)));
  }

  async subscribe(reader: FeedReader<T>): Promise<() => Promise<void>> {
    const { label, name } = this.#rules;
    const listener = {
      message: (text: string) => this.#hear(text, reader),
      gap: () => tell(() => reader.gap(), this.#log, label),
    };
    const unsubscribe = await guard(`${label}.subscribe`, () => this.#subscriptions.add(name, listener));
    return () => guard(`${label}.unsubscribe`, unsubscribe);
  }

  healthy(): boolean {
    return this.#subscriptions.healthy(this.#rules.name);
  }

  #hear(text: string, reader: FeedReader<T>): void {
    const { label, name, schema } = this.#rules;
    const decoded = decode(schema, text);
    if ("message" in decoded) tell(() => reader.message(decoded.message), this.#log, label);
    else this.#log.warn({ channel: name, reason: decoded.reason }, "a message of the feed that does not parse was dropped");
  }
}
