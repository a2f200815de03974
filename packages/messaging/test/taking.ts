import { vi } from "vitest";
import type { Consumer, Delivery, Queue } from "../src/messaging.ts";

/** Waits until nothing in it throws. */
export const eventually = <R>(check: () => R | Promise<R>): Promise<R> => vi.waitFor(check, { timeout: 20_000, interval: 20 });

/** A consumer that notes what it is given. */
export interface Taking<T> extends Consumer {
  readonly taken: Delivery<T>[];
}

/** Consumes with a handler (by default one that acknowledges at once), noting each delivery before it runs. */
export function take<T>(queue: Queue<T>, handler: (delivery: Delivery<T>) => unknown = () => undefined, concurrency = 1): Taking<T> {
  const taken: Delivery<T>[] = [];
  const handle = async (delivery: Delivery<T>): Promise<void> => {
    taken.push(delivery);
    await handler(delivery);
  };
  const consumer = queue.consume(handle, { concurrency });
  return { taken, stop: () => consumer.stop() };
}

/** Something that a test ends when it wants. */
export function gate(): { readonly opened: Promise<void>; open(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
}
