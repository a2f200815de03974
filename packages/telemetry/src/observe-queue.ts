import { type Delivery, HandBack, type Queue } from "@pixpress/messaging";
import { aroundCalls } from "./around-calls.ts";
import type { Telemetry } from "./telemetry.ts";
import type { Attributes } from "./traces.ts";

interface Traced {
  readonly traceparent?: string | undefined;
}

/** What is told of the messages of a queue. */
export interface QueueView<T> {
  /** The span of sending it, and that of working on it; null where there shall be none. */
  readonly sent?: (message: T) => string | null;
  readonly taken?: (message: T) => string | null;
  /** Ids and sizes. */
  readonly attributes: (message: T) => Attributes;
  /** Whether the time until somebody takes it is told. */
  readonly waits?: boolean;
  readonly onTaken?: (delivery: Delivery<T>) => void;
  /** `error` is what the handler threw; null where the message is acknowledged. */
  readonly onEnd?: (message: T, error: unknown, seconds: number) => void;
}

/** A queue whose messages carry their place in a trace from whoever sends to whoever takes; neither sees it. */
export function observeQueue<T extends Traced>(queue: Queue<T>, telemetry: Telemetry, view: QueueView<T>): Queue<T> {
  const { traces } = telemetry;

  const send: Queue<T>["send"] = async (id, message) => {
    const name = view.sent?.(message) ?? null;
    if (traces === null || name === null) return queue.send(id, message);
    const work = () => queue.send(id, { ...message, traceparent: traces.traceparent() });
    await traces.during(name, work, { attributes: view.attributes(message), kind: "producer" });
  };
  const consume: Queue<T>["consume"] = (handler, options) =>
    queue.consume((delivery) => handle(telemetry, view, delivery, handler), options);

  return aroundCalls(queue, (operation, args, call) => {
    if (operation === "send") return send(...(args as Parameters<typeof send>));
    if (operation === "consume") return consume(...(args as Parameters<typeof consume>));
    return call();
  });
}

async function handle<T extends Traced>(
  telemetry: Telemetry,
  view: QueueView<T>,
  delivery: Delivery<T>,
  handler: (delivery: Delivery<T>) => Promise<void>,
): Promise<void> {
  const { traceparent: from, ...rest } = delivery.message;
  const message = rest as unknown as T;
  const start = performance.now();
  let error: unknown = null;
  if (view.waits === true) tellWait(telemetry, delivery, from);
  view.onTaken?.(delivery);
  try {
    await traced(telemetry, view, { ...delivery, message }, from, handler);
  } catch (thrown) {
    error = thrown ?? new Error("the handler threw nothing");
    throw thrown;
  } finally {
    view.onEnd?.(message, error, (performance.now() - start) / 1000);
  }
}

async function traced<T>(
  { traces }: Telemetry,
  view: QueueView<T>,
  delivery: Delivery<T>,
  from: string | undefined,
  handler: (delivery: Delivery<T>) => Promise<void>,
): Promise<void> {
  const { message, attempt, handBacks } = delivery;
  const name = view.taken?.(message) ?? null;
  if (traces === null || name === null) return handler(delivery);
  const tries = { "pixpress.attempt": attempt, "pixpress.hand_backs": handBacks };
  const span = traces.begin(name, { from, kind: "consumer", attributes: { ...view.attributes(message), ...tries } });
  try {
    await span.run(() => handler(delivery));
  } catch (error) {
    span.set({ "pixpress.outcome": error instanceof HandBack ? "handed_back" : "failed" });
    span.fail(error instanceof HandBack ? (error.cause ?? error) : error);
    throw error;
  } finally {
    span.end();
  }
}

/** Of a message that comes again it cannot be told: it was worked on in between. */
function tellWait<T>({ metrics, traces }: Telemetry, { sentAt, attempt, handBacks }: Delivery<T>, from: string | undefined): void {
  if (attempt > 1 || handBacks > 0) return;
  // Two machines' clocks may differ a little.
  const now = Math.max(Date.now(), sentAt.getTime());
  metrics?.observe("stages", { stage: "wait" }, (now - sentAt.getTime()) / 1000);
  if (from !== undefined) traces?.begin("wait", { from, startedAt: sentAt.getTime() }).end(now);
}
