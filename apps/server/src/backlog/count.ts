import { type Lane, lanes } from "@pixpress/contracts/limits";
import { within } from "@pixpress/contracts/within";

/** How long a count is believed, and how long a request waits for one. */
const believedMs = 1000;
const patienceMs = 1000;

/** A place in the backlog that a request holds until its task is counted, or it is over. */
export interface Place {
  /** Its task is recorded. */
  taken(): void;
  /** The request is over. */
  leave(): void;
}

/**
 * How many tasks are unfinished: the last count of the queues, what was recorded here since it began, and what is being recorded.
 * Other servers' tasks are seen by the next count.
 */
export class BacklogCount {
  readonly #ask: () => Promise<Record<Lane, number>>;
  readonly #now: () => number;
  #counted: Record<Lane, number> = { large: 0, small: 0 };
  #askedAt = Number.NEGATIVE_INFINITY;
  #asking: Promise<void> | null = null;
  #everAsked = false;
  #recordedSince = 0;
  #inHand = 0;

  constructor(ask: () => Promise<Record<Lane, number>>, now: () => number) {
    this.#ask = ask;
    this.#now = now;
  }

  /** False until the queues were asked once, whether they answered or not. */
  get asked(): boolean {
    return this.#everAsked;
  }

  get known(): number {
    return this.#counted.large + this.#counted.small + this.#recordedSince + this.#inHand;
  }

  /** The lanes in which something was counted last. */
  get busyLanes(): Lane[] {
    return lanes.filter((lane) => this.#counted[lane] > 0);
  }

  /** Begins a count where the last one is too old. Resolves once one is there, or will not be: then what is known stands. It never rejects. */
  async refresh(): Promise<void> {
    if (this.#asking === null && this.#now() - this.#askedAt > believedMs) {
      this.#askedAt = this.#now();
      this.#asking = this.#count().finally(() => {
        this.#asking = null;
        this.#everAsked = true;
      });
    }
    await this.#asking;
  }

  enter(): Place {
    this.#inHand += 1;
    let [taken, left] = [false, false];
    return {
      taken: () => {
        taken = true;
      },
      leave: () => {
        if (left) return;
        left = true;
        this.#inHand -= 1;
        if (taken) this.#recordedSince += 1;
      },
    };
  }

  async #count(): Promise<void> {
    const recorded = this.#recordedSince;
    try {
      this.#counted = await within(patienceMs, this.#ask());
      this.#recordedSince -= recorded;
    } catch {
      // A queue that does not answer holds what it held; readiness tells of it.
    }
  }
}
