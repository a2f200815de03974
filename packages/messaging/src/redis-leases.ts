import type { Worker } from "bullmq";

/** One message in hand: its signal aborts when its lock may have gone to another. */
export interface Lease {
  readonly signal: AbortSignal;
  end(): void;
}

/** Watches over the locks of a worker's jobs. */
export class Leases {
  readonly #leaseMs: number;
  readonly #held = new Map<string, { controller: AbortController; timer: NodeJS.Timeout }>();

  constructor(worker: Worker<unknown, void>, leaseMs: number) {
    this.#leaseMs = leaseMs;
    worker.on("locksRenewed", ({ jobIds }) => {
      for (const id of jobIds) this.#held.get(id)?.timer.refresh();
    });
    worker.on("lockRenewalFailed", (jobIds) => {
      for (const id of jobIds) this.#held.get(id)?.controller.abort(new Error("the lease was lost"));
    });
  }

  begin(id: string): Lease {
    const controller = new AbortController();
    // While Redis is away no renewal is refused, but the lock runs out there all the same.
    const timer = setTimeout(() => controller.abort(new Error("the lease could not be renewed")), this.#leaseMs);
    const held = { controller, timer };
    this.#held.set(id, held);
    return {
      signal: controller.signal,
      end: () => {
        clearTimeout(timer);
        if (this.#held.get(id) === held) this.#held.delete(id);
      },
    };
  }
}
