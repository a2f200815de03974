import type { Entry } from "./in-process-entry.ts";
import type { Consumer, Delivery } from "./queue.ts";

/** What a consumer asks of its queue. */
interface Source<T> {
  take(): { entry: Entry; message: T } | null;
  /** `error` is null where the handler resolved. */
  answer(entry: Entry, error: unknown): void;
  ended(): void;
}

// Within one process nobody can take a message away, so no lease is ever lost.
const unlosable = new AbortController().signal;

export class InProcessConsumer<T> implements Consumer {
  readonly #handler: (delivery: Delivery<T>) => Promise<void>;
  readonly #concurrency: number;
  readonly #source: Source<T>;
  readonly #inHand = new Set<Promise<void>>();
  #stopping = false;

  constructor(handler: (delivery: Delivery<T>) => Promise<void>, concurrency: number, source: Source<T>) {
    this.#handler = handler;
    this.#concurrency = concurrency;
    this.#source = source;
  }

  /** There may be something to take. */
  wake(): void {
    while (!this.#stopping && this.#inHand.size < this.#concurrency) {
      const taken = this.#source.take();
      if (taken === null) return;
      const run = this.#run(taken.entry, taken.message).finally(() => {
        this.#inHand.delete(run);
        this.wake();
      });
      this.#inHand.add(run);
    }
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    while (this.#inHand.size > 0) await Promise.all(this.#inHand);
    this.#source.ended();
  }

  async #run(entry: Entry, message: T): Promise<void> {
    // Never within the caller's `send` or `consume`.
    await Promise.resolve();
    const { id, sentAt, handBacks } = entry;
    try {
      await this.#handler({ id, message, attempt: entry.failures + 1, handBacks, sentAt, signal: unlosable });
    } catch (error) {
      this.#source.answer(entry, error ?? new Error("the handler threw nothing"));
      return;
    }
    this.#source.answer(entry, null);
  }
}
