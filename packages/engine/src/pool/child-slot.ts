import type { RunOptions } from "../child-pool.ts";
import { EngineError } from "../engine-error.ts";
import type { EngineReport, EngineTask } from "../report.ts";
import { childFaults } from "./child-faults.ts";
import { EngineChild } from "./engine-child.ts";
import type { ChildSettings } from "./fork-child.ts";
import type { ChildKind } from "./waiting-line.ts";

/** What the pool needs of a logger. */
export interface PoolLog {
  warn(fields: object, message: string): void;
}

/** Called for each child that died or had to be ended, with the reason. */
export type OnDeath = (reason: EngineError["reason"]) => void;

/** A place for one child: renews it when it is dead, worn, or not fresh enough for a task. */
export class ChildSlot {
  readonly kind: ChildKind;
  busy = false;
  readonly #settings: ChildSettings;
  readonly #log: PoolLog | undefined;
  readonly #onDeath: OnDeath | undefined;
  readonly #living = new Set<EngineChild>();
  /** Those whose end is no death: they were well when they were ended. */
  readonly #retired = new WeakSet<EngineChild>();
  #child: EngineChild;
  #closed = false;
  #idle: NodeJS.Timeout | undefined;

  constructor(kind: ChildKind, settings: ChildSettings, log: PoolLog | undefined, onDeath?: OnDeath) {
    this.kind = kind;
    this.#settings = settings;
    this.#log = log;
    this.#onDeath = onDeath;
    this.#child = this.#start();
  }

  async run(task: EngineTask, options: RunOptions): Promise<EngineReport> {
    this.busy = true;
    clearTimeout(this.#idle);
    // One that died is replaced only now, for a task: an engine that cannot start must not be started in a loop.
    if (!this.#child.usable || (options.fresh === true && this.#child.tasksRun > 0)) this.#renew();
    const child = this.#child;
    try {
      return await child.run(task, options);
    } catch (error) {
      if (error instanceof EngineError && error.retryable) {
        this.#log?.warn({ err: error, pid: child.pid, reason: error.reason }, "an engine child failed");
      }
      throw error;
    } finally {
      if (child.usable && child.worn && !this.#closed) this.#renew();
      this.busy = false;
      this.#rest();
    }
  }

  /** Resolves when no process of this place is left. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#idle);
    for (const child of this.#living) this.#retire(child, "was stopped with the pool");
    await Promise.all([...this.#living].map((child) => child.gone));
  }

  /** The allocator does not give everything back: a service with nothing to do should not keep a gigabyte. */
  #rest(): void {
    if (this.#closed) return;
    this.#idle = setTimeout(() => {
      if (this.#child.usable && this.#child.heavy) this.#renew();
    }, this.#settings.idleSeconds * 1000).unref();
  }

  #renew(): void {
    this.#retire(this.#child, "was renewed");
    this.#child = this.#start();
  }

  #retire(child: EngineChild, how: string): void {
    if (child.usable) this.#retired.add(child);
    child.end(childFaults.died(how));
  }

  #start(): EngineChild {
    const child = new EngineChild(this.#settings);
    this.#living.add(child);
    void child.gone.then(() => {
      this.#living.delete(child);
      // One that was ended by its task's signal died of nothing.
      if (!this.#retired.has(child) && child.verdict instanceof EngineError) this.#onDeath?.(child.verdict.reason);
    });
    return child;
  }
}
