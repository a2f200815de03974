import { setTimeout as pause } from "node:timers/promises";
import type { TaskMessage } from "@pixpress/contracts";
import type { Consumer, Delivery } from "@pixpress/messaging";
import type { WorkerParts } from "./parts.ts";
import { processTask, type TaskRoom } from "./process-task.ts";
import { processesOf } from "./settings.ts";
import { observeParts } from "./telemetry/observe-parts.ts";
import { temporaryFolders } from "./temporary-folders.ts";
import { createTroubles } from "./troubles.ts";
import { createWatchdog } from "./watchdog.ts";

export type { WorkerParts } from "./parts.ts";

/** Takes tasks, runs the engine on them, answers. */
export interface Worker {
  /** Resolves once it takes tasks. */
  start(): Promise<void>;
  /** Takes nothing more, finishes what is in hand within `GRACE_SECONDS`, hands back the rest, and ends the pool. */
  stop(): Promise<void>;
  /** What keeps it from its work right now, one sentence each. */
  faults(): string[];
}

/** How long a queue may take to note what was handed back, before the worker leaves it to the lease. */
const handBackSeconds = 5;
/** With all hands full something must move within one run of the engine, and a fetch and a store: three of them are no slowness any more. */
const runsUntilStuck = 3;

export function createWorker(given: WorkerParts): Worker {
  const parts = observeParts(given);
  const { config, messaging, pool } = parts;
  const halting = new AbortController();
  const folders = temporaryFolders(config.DATA_DIR);
  const room: TaskRoom = { ...parts, folders, troubles: createTroubles(), halt: halting.signal };
  const consumers: Consumer[] = [];
  const watchdog = createWatchdog({
    idleSeconds: config.STUCK_SECONDS,
    busySeconds: config.TASK_SECONDS * runsUntilStuck,
    onStuck: parts.onStuck ?? throwAside,
  });
  const faults = () => [...room.troubles.faults(), ...watchdog.faults()];
  parts.telemetry?.metrics?.collect({ gauges: ["workerFaults"], read: () => [["workerFaults", {}, faults().length]] });
  parts.telemetry?.health.watch(faults);
  let stopped: Promise<void> | null = null;

  async function stopNow(): Promise<void> {
    watchdog.stop();
    const answered = Promise.all(consumers.map((consumer) => consumer.stop()));
    await within(answered, config.GRACE_SECONDS);
    halting.abort(new Error("the worker stops"));
    await within(answered, handBackSeconds);
    await pool.close();
    await folders.close();
  }

  return {
    async start() {
      await folders.sweep();
      if (stopped !== null) return;
      const handler = (delivery: Delivery<TaskMessage>) => processTask(room, delivery);
      // One more than can run: the next original is fetched meanwhile. Who runs when is the pool's to decide.
      const concurrency = processesOf(config) + 1;
      for (const queue of [messaging.tasks, messaging.smallTasks]) {
        consumers.push(queue.consume(watchdog.guard(queue, concurrency, handler), { concurrency }));
      }
    },
    stop: () => (stopped ??= stopNow()),
    faults,
  };
}

/** To whoever watches over the process: it ends with 1, what is in hand handed back first. */
function throwAside(error: Error): void {
  setImmediate(() => {
    throw error;
  });
}

async function within(work: Promise<unknown>, seconds: number): Promise<void> {
  const done = new AbortController();
  const clock = pause(seconds * 1000, undefined, { signal: done.signal }).catch(() => undefined);
  await Promise.race([work, clock]);
  done.abort();
}
