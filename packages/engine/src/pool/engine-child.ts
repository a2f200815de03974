import type { ChildProcess } from "node:child_process";
import type { RunOptions } from "../child-pool.ts";
import type { EngineReport, EngineTask } from "../report.ts";
import { childFaults, errorOf, speaksOfMemory } from "./child-faults.ts";
import { childMessage, type TaskOrder } from "./child-message.ts";
import { boundChild, type ChildSettings, forkChild } from "./fork-child.ts";
import type { MemoryBudget } from "./memory-budget.ts";

const startSeconds = 30;
const watchEveryMs = 50;

/** One process that runs one task at a time. Whatever ends it, its task rejects only once the process is gone. */
export class EngineChild {
  /** Resolves when the process is gone. */
  readonly gone: Promise<void>;
  tasksRun = 0;
  readonly #settings: ChildSettings;
  readonly #process: ChildProcess;
  readonly #ready = Promise.withResolvers<MemoryBudget>();
  #budget: MemoryBudget | null = null;
  #running: PromiseWithResolvers<EngineReport> | null = null;
  #verdict: Error | null = null;
  #wasReady = false;
  #lastWords = "";

  constructor(settings: ChildSettings) {
    this.#settings = settings;
    this.#process = forkChild(settings);
    const start = setTimeout(() => this.end(childFaults.neverReady("was too slow")), startSeconds * 1000);
    const started = () => clearTimeout(start);
    this.#ready.promise.then(started, started);
    this.gone = new Promise((resolve) => this.#listen(resolve));
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** False from the moment its end is decided. */
  get usable(): boolean {
    return this.#verdict === null;
  }

  /** Why it ended, or is about to; null while it is usable. */
  get verdict(): Error | null {
    return this.#verdict;
  }

  /** True where the next task should get another child. */
  get worn(): boolean {
    return this.tasksRun >= this.#settings.tasksPerChild || this.#budget?.isWorn() === true;
  }

  /** True where it holds memory that, at rest, it has no use for. */
  get heavy(): boolean {
    return this.#budget?.isHeavy() === true;
  }

  /** Kills it; its task, if it has one, rejects with the verdict. */
  end(verdict: Error): void {
    this.#verdict ??= verdict;
    this.#process.kill("SIGKILL");
  }

  async run(task: EngineTask, { signal, onStart }: Pick<RunOptions, "signal" | "onStart">): Promise<EngineReport> {
    const abort = () => this.end(signal?.reason instanceof Error ? signal.reason : new Error("aborted", { cause: signal?.reason }));
    if (signal?.aborted === true) abort();
    signal?.addEventListener("abort", abort, { once: true });
    try {
      this.#budget = await this.#ready.promise;
      if (this.#verdict !== null) {
        await this.gone;
        throw this.#verdict;
      }
      onStart?.();
      return await this.#runReady(task, this.#budget);
    } finally {
      signal?.removeEventListener("abort", abort);
    }
  }

  async #runReady(task: EngineTask, budget: MemoryBudget): Promise<EngineReport> {
    const { seconds, memoryBytes } = this.#settings;
    this.tasksRun += 1;
    this.#running = Promise.withResolvers<EngineReport>();
    budget.beginTask();
    const clock = setTimeout(() => this.end(childFaults.timedOut(seconds)), seconds * 1000);
    const watch = setInterval(() => {
      if (!budget.holds()) this.end(childFaults.outOfMemory(memoryBytes));
    }, watchEveryMs);
    // Where sending fails the process is going, and its end answers.
    this.#process.send({ task } satisfies TaskOrder, () => undefined);
    try {
      return await this.#running.promise;
    } finally {
      clearTimeout(clock);
      clearInterval(watch);
      this.#running = null;
    }
  }

  #listen(resolveGone: () => void): void {
    this.#process.on("message", (said) => this.#hear(said));
    this.#process.on("disconnect", () => this.#process.kill("SIGKILL"));
    this.#process.stderr?.on("data", (words: Buffer) => {
      this.#lastWords = `${this.#lastWords}${words.toString()}`.slice(-2000);
    });
    this.#process.on("error", (error) => {
      // Only a process that never was: any other says `close`.
      if (this.#process.pid === undefined) this.#bury("did not start", resolveGone, error);
    });
    // `close`, not `exit`: by then its last words are read.
    this.#process.on("close", (code, signal) => {
      this.#bury(signal === null ? `left with code ${code}` : `was ended by ${signal}`, resolveGone);
    });
  }

  #bury(how: string, resolveGone: () => void, cause: unknown = this.#lastWords): void {
    const near = this.#running !== null && (this.#budget?.wasNear() === true || speaksOfMemory(this.#lastWords));
    const died = this.#wasReady ? childFaults.died : childFaults.neverReady;
    this.#verdict ??= near ? childFaults.outOfMemory(this.#settings.memoryBytes, cause) : died(how, cause);
    this.#ready.reject(this.#verdict);
    this.#running?.reject(this.#verdict);
    resolveGone();
  }

  #hear(said: unknown): void {
    if (!this.usable) return;
    const parsed = childMessage.safeParse(said);
    if (!parsed.success) return this.end(childFaults.died("said what nobody understands", parsed.error));
    const message = parsed.data;
    if (message.kind === "ready") {
      this.#wasReady = true;
      return this.#ready.resolve(boundChild(this.#process.pid ?? 0, this.#settings));
    }
    this.#budget?.holds();
    const near = this.#budget?.wasNear() === true;
    const error = errorOf(message, near, this.#settings.memoryBytes);
    if (error !== null) this.#running?.reject(error);
    else if (message.kind === "report") this.#running?.resolve(message.report);
  }
}
