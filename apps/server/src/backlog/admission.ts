import { Fault } from "@pixpress/contracts";
import { type Lane, lanes } from "@pixpress/contracts/limits";
import type { Messaging, Queue } from "@pixpress/messaging";
import { BacklogCount, type Place } from "./count.ts";
import type { Paces } from "./paces.ts";
import { RetryTimes } from "./retry-times.ts";

/** Tasks a second, before any was measured: what two cores did with photographs of 11 and of 0.4 megapixels. */
const firstGuess: Record<Lane, number> = { large: 0.5, small: 4 };

/** Lets new tasks in while there is room for them. */
export interface Admission {
  /** Resolves with the request's place. Throws a `Fault` (429) where the backlog is full, unless `isKnown` finds that it brings nothing new. */
  admit(isKnown: () => Promise<boolean>): Promise<Place>;
}

const noPlace: Place = { taken: () => undefined, leave: () => undefined };

/** `most`: unfinished tasks at which no more are taken; 0 is no limit. */
export function createAdmission(messaging: Messaging, paces: Paces, most: number, now: () => number): Admission {
  const count = new BacklogCount(async () => {
    const found = await countUnfinished(messaging);
    for (const lane of lanes) paces[lane].seen(found[lane], now());
    return found;
  }, now);
  const retries = new RetryTimes();

  const perSecond = (): number => {
    const draining = count.busyLanes.length > 0 ? count.busyLanes : lanes;
    return draining.map((lane) => paces[lane].perSecond(now()) ?? firstGuess[lane]).reduce((sum, rate) => sum + rate);
  };

  return {
    async admit(isKnown) {
      if (most === 0) return noPlace;
      const counting = count.refresh();
      // Only a refusal waits for the count, and whoever comes first of all.
      if (count.known >= most || !count.asked) await counting;
      if (count.known < most) return count.enter();
      if (await isKnown()) return noPlace;
      const retryAfterSeconds = retries.next(count.known - most + 1, perSecond(), now());
      throw new Fault("backlog_full", `The service is busy; try again in ${inWords(retryAfterSeconds)}.`, { retryAfterSeconds });
    },
  };
}

const inWords = (seconds: number) => (seconds === 1 ? "a second" : `${seconds} seconds`);

/** How many tasks of each lane wait, pause or are worked on. */
export async function countUnfinished(messaging: Messaging): Promise<Record<Lane, number>> {
  const [large, small] = await Promise.all([unfinished(messaging.tasks), unfinished(messaging.smallTasks)]);
  return { large, small };
}

async function unfinished(queue: Queue<unknown>): Promise<number> {
  const { waiting, active, delayed } = await queue.counts();
  return waiting + active + delayed;
}
