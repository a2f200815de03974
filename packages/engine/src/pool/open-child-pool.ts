import type { ChildPool, RunOptions } from "../child-pool.ts";
import type { EngineReport, EngineTask } from "../report.ts";
import { childFaults } from "./child-faults.ts";
import { ChildSlot, type OnDeath, type PoolLog } from "./child-slot.ts";
import type { ChildSettings } from "./fork-child.ts";
import { type ChildKind, WaitingLine } from "./waiting-line.ts";

export interface ChildPoolOptions {
  /** Children that run any task. */
  readonly processes: number;
  /** Whether one further child runs small tasks only; yes by default. */
  readonly reserved?: boolean;
  /** The wall clock of one task. */
  readonly seconds: number;
  /** What one task may add to its child's resident memory. */
  readonly memoryBytes: number;
  /** Tasks after which a child is renewed; 250 by default, for a start costs as much as a few small images. */
  readonly tasksPerChild?: number;
  /** Seconds of rest after which a child gives back the memory it holds; 10 by default. */
  readonly idleSeconds?: number;
  /** Environment of the children; none by default, so that no secret reaches them. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly log?: PoolLog;
  readonly onDeath?: OnDeath;
  /** The program of a child, where it is not the engine. */
  readonly childFile?: URL;
}

interface Waiter extends RunOptions {
  readonly task: EngineTask;
  readonly answer: PromiseWithResolvers<EngineReport>;
  /** Stops listening to the waiter's signal: from here on the child listens. */
  served(): void;
}

/** Opens the pool and starts its children, without waiting for them. */
export function openChildPool(options: ChildPoolOptions): ChildPool {
  const { processes, reserved = true, tasksPerChild = 250, idleSeconds = 10, environment = {}, childFile, log } = options;
  const file = childFile ?? new URL("./child.ts", import.meta.url);
  const settings: Omit<ChildSettings, "yields"> = {
    file,
    environment,
    tasksPerChild,
    idleSeconds,
    seconds: options.seconds,
    memoryBytes: options.memoryBytes,
  };
  // The reserved child stands first, so that a small task leaves the general ones to others.
  const kinds: ChildKind[] = [...(reserved ? (["reserved"] as const) : []), ...Array<ChildKind>(processes).fill("general")];
  // Where small tasks have a child of their own, what the others do is not to slow it, nor whoever serves callers on this machine.
  const settingsOf = (kind: ChildKind): ChildSettings => ({ ...settings, yields: reserved && kind === "general" });
  const slots = kinds.map((kind) => new ChildSlot(kind, settingsOf(kind), log, options.onDeath));
  const line = new WaitingLine<Waiter>();
  let closed = false;

  const serve = async (slot: ChildSlot, waiter: Waiter): Promise<void> => {
    waiter.served();
    await slot.run(waiter.task, waiter).then(waiter.answer.resolve, waiter.answer.reject);
    fillSlots();
  };
  const fillSlots = (): void => {
    for (const slot of slots) {
      const waiter = slot.busy || closed ? undefined : line.next(slot.kind);
      if (waiter !== undefined) void serve(slot, waiter);
    }
  };

  return {
    run(task, runOptions) {
      if (closed) return Promise.reject(childFaults.died("pool is closed"));
      if (runOptions.signal?.aborted === true) return Promise.reject(runOptions.signal.reason as Error);
      const waiter = waiterFor(task, runOptions, (gone) => line.leave(gone));
      line.join(waiter);
      fillSlots();
      return waiter.answer.promise;
    },
    async close() {
      closed = true;
      for (const waiter of line.clear()) {
        waiter.served();
        waiter.answer.reject(childFaults.died("pool was closed"));
      }
      await Promise.all(slots.map((slot) => slot.close()));
    },
  };
}

function waiterFor(task: EngineTask, options: RunOptions, leave: (waiter: Waiter) => void): Waiter {
  const answer = Promise.withResolvers<EngineReport>();
  const abort = (): void => {
    leave(waiter);
    answer.reject(options.signal?.reason);
  };
  options.signal?.addEventListener("abort", abort, { once: true });
  const waiter: Waiter = { ...options, task, answer, served: () => options.signal?.removeEventListener("abort", abort) };
  return waiter;
}
