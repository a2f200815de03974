import type { Event } from "@pixpress/contracts";

/** What a watcher finds in its inbox next. */
export type Notice =
  | { readonly kind: "event"; readonly event: Event }
  | { readonly kind: "gap" }
  | { readonly kind: "overflow" }
  | { readonly kind: "stop" };

/** One watcher's events between their arrival and its connection taking them. Bounded: a reader that falls behind is told so instead. */
export class Inbox {
  readonly #capacity: number;
  #events: Event[] = [];
  #gap = false;
  #overflow = false;
  #stopped = false;
  #wake: () => void = () => {};

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  put(event: Event): void {
    if (this.#events.length < this.#capacity) this.#events.push(event);
    else this.#flood();
    this.#wake();
  }

  /** Events may have been missed. */
  gap(): void {
    this.#gap = true;
    this.#wake();
  }

  stop(): void {
    this.#stopped = true;
    this.#wake();
  }

  /** The next notice, or null once the signal aborts. Only one may wait at a time. */
  async next(signal: AbortSignal): Promise<Notice | null> {
    const wake = (): void => this.#wake();
    signal.addEventListener("abort", wake, { once: true });
    try {
      while (!signal.aborted) {
        const notice = this.#take();
        if (notice !== null) return notice;
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
      return null;
    } finally {
      signal.removeEventListener("abort", wake);
    }
  }

  #flood(): void {
    this.#events = [];
    this.#overflow = true;
  }

  #take(): Notice | null {
    if (this.#stopped) return { kind: "stop" };
    if (this.#overflow) {
      // A reset tells more than a gap: everything is fetched anew.
      this.#overflow = this.#gap = false;
      return { kind: "overflow" };
    }
    if (this.#gap) {
      this.#gap = false;
      return { kind: "gap" };
    }
    const event = this.#events.shift();
    return event === undefined ? null : { kind: "event", event };
  }
}
