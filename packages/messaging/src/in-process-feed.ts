import type { FeedRules } from "./channels.ts";
import { decode, encode } from "./encode.ts";
import type { Feed, FeedReader } from "./feed.ts";
import type { MessagingLog } from "./log.ts";
import { MessagingError } from "./messaging-error.ts";
import { tell } from "./tell.ts";

/** A feed whose readers are in this process; it never breaks, so `gap` is never called. */
export class InProcessFeed<T> implements Feed<T> {
  readonly #rules: FeedRules<T>;
  readonly #log: MessagingLog;
  readonly #readers = new Set<FeedReader<T>>();
  #closed = false;

  constructor(rules: FeedRules<T>, log: MessagingLog) {
    this.#rules = rules;
    this.#log = log;
  }

  async publish(value: T): Promise<void> {
    const { schema, label } = this.#rules;
    this.#assertOpen("publish");
    const text = encode(schema, value, `${label}.publish`);
    for (const reader of this.#readers) {
      // Each reader gets a copy of its own: what one does to it is no business of the others.
      const decoded = decode(schema, text);
      if ("message" in decoded) tell(() => reader.message(decoded.message), this.#log, label);
    }
  }

  async subscribe(reader: FeedReader<T>): Promise<() => Promise<void>> {
    this.#assertOpen("subscribe");
    // A reader may subscribe twice; each subscription ends by itself.
    const own: FeedReader<T> = { message: (value) => reader.message(value), gap: () => reader.gap() };
    this.#readers.add(own);
    return async () => void this.#readers.delete(own);
  }

  healthy(): boolean {
    return !this.#closed;
  }

  close(): void {
    this.#closed = true;
    this.#readers.clear();
  }

  #assertOpen(verb: string): void {
    if (this.#closed) throw new MessagingError(`${this.#rules.label}.${verb}`, false, new Error("messaging is closed"));
  }
}
