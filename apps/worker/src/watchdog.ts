import type { TaskMessage } from "@pixpress/contracts";
import type { Delivery, Queue } from "@pixpress/messaging";

type Handler = (delivery: Delivery<TaskMessage>) => Promise<void>;

/** Sees that a worker works: one that is connected and takes nothing would hold up its share of the tasks for ever, and look well. */
export interface Watchdog {
  /** Stands before the handler of a queue's consumer, and looks at that queue from then on. */
  guard(queue: Queue<TaskMessage>, concurrency: number, handler: Handler): Handler;
  faults(): string[];
  stop(): void;
}

export interface WatchdogOptions {
  /** Seconds without taking anything, while tasks wait and there is room, until it is a fault; after as many again `onStuck` is called. */
  readonly idleSeconds: number;
  /** Seconds without taking or answering anything, with all hands full, until the same. */
  readonly busySeconds: number;
  readonly onStuck: (error: Error) => void;
}

interface Lane {
  readonly queue: Queue<TaskMessage>;
  readonly concurrency: number;
  inHand: number;
  /** Looks in a row that found the lane standing still. */
  idleLooks: number;
  busyLooks: number;
  waiting: number;
}

/** Looks are counted, not seconds: a process that was frozen has missed nothing by its own doing. */
const looksPerIdle = 6;

export function createWatchdog({ idleSeconds, busySeconds, onStuck }: WatchdogOptions): Watchdog {
  const lookSeconds = idleSeconds / looksPerIdle;
  const looksPerBusy = Math.ceil(busySeconds / lookSeconds);
  const lanes: Lane[] = [];
  const timer = setInterval(() => void look(), lookSeconds * 1000).unref();

  const stands = (lane: Lane, times: number) => lane.idleLooks >= looksPerIdle * times || lane.busyLooks >= looksPerBusy * times;
  const standing = () => lanes.filter((lane) => stands(lane, 1)).map(sentenceOf);

  async function look(): Promise<void> {
    await Promise.all(lanes.map(lookAt));
    if (!lanes.some((lane) => stands(lane, 2))) return;
    clearInterval(timer);
    onStuck(new Error(standing().join(" ")));
  }

  return {
    guard(queue, concurrency, handler) {
      const lane: Lane = { queue, concurrency, inHand: 0, idleLooks: 0, busyLooks: 0, waiting: 0 };
      lanes.push(lane);
      return async (delivery) => {
        lane.inHand += 1;
        moved(lane);
        try {
          await handler(delivery);
        } finally {
          lane.inHand -= 1;
          moved(lane);
        }
      };
    },
    faults: standing,
    stop: () => clearInterval(timer),
  };
}

async function lookAt(lane: Lane): Promise<void> {
  const full = lane.inHand >= lane.concurrency;
  lane.busyLooks = full ? lane.busyLooks + 1 : 0;
  // A queue that cannot be counted is away, and then nobody could take anything.
  lane.waiting = full
    ? 0
    : await lane.queue.counts().then(
        ({ waiting }) => waiting,
        () => 0,
      );
  lane.idleLooks = lane.waiting > 0 && lane.inHand < lane.concurrency ? lane.idleLooks + 1 : 0;
}

function moved(lane: Lane): void {
  lane.idleLooks = 0;
  lane.busyLooks = 0;
}

function sentenceOf({ waiting, inHand }: Lane): string {
  return waiting > 0
    ? `The worker takes nothing although tasks wait: ${waiting}.`
    : `The worker has not moved the tasks in its hands: ${inHand}.`;
}
