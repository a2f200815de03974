import type { QueuePlace, Task } from "@pixpress/contracts";
import { type Lane, lanes } from "@pixpress/contracts/limits";
import { within } from "@pixpress/contracts/within";
import type { Messaging } from "@pixpress/messaging";
import { estimatedSeconds } from "./estimate.ts";
import type { Paces } from "./paces.ts";

/** How long a look at the queues is believed: whoever asks meanwhile is answered from it. */
const believedMs = 1000;
/** No reader waits longer for it. */
const patienceMs = 250;
/** Beyond so many in a lane a task's place is not told. */
const longestLine = 10_000;

interface Look {
  readonly at: number;
  readonly places: Promise<ReadonlyMap<string, QueuePlace>>;
}

/** Adds to tasks that wait their place and an estimate. Where the queues do not answer they come back as they are. */
export function createPlaces(messaging: Messaging, paces: Paces, now: () => number): (tasks: readonly Task[]) => Promise<Task[]> {
  let last: Look | null = null;

  async function lookAt(lane: Lane): Promise<[string, QueuePlace][]> {
    const { active, waiting } = await messaging[lane === "small" ? "smallTasks" : "tasks"].line(longestLine);
    paces[lane].seen(active.length + waiting.length, now());
    const perSecond = paces[lane].perSecond(now());
    const place = (position: number): QueuePlace => ({ position, estimatedSeconds: estimatedSeconds(active.length + position, perSecond) });
    const atWorker = place(0);
    return [
      ...active.map((id): [string, QueuePlace] => [id, atWorker]),
      ...waiting.map((id, at): [string, QueuePlace] => [id, place(at + 1)]),
    ];
  }

  function look(): Promise<ReadonlyMap<string, QueuePlace>> {
    if (last === null || now() - last.at > believedMs) {
      const places = within(patienceMs, Promise.all(lanes.map(lookAt))).then((found) => new Map(found.flat()));
      last = { at: now(), places: places.catch(() => new Map()) };
    }
    return last.places;
  }

  return async (tasks) => {
    if (!tasks.some(waits)) return [...tasks];
    const places = await look();
    return tasks.map((task) => {
      const queue = waits(task) ? places.get(task.id) : undefined;
      return queue === undefined ? task : { ...task, queue };
    });
  };
}

const waits = ({ status, startedAt }: Task) => status === "pending" && startedAt === null;
