import type { EngineReport, EngineTask } from "./report.ts";

export { EngineError } from "./engine-error.ts";
export type { EngineLimits, EngineOutput, EngineReport, EngineTask } from "./report.ts";

/** How a task wants to be run: a small one may also take the reserved child; AVIF steps back while other tasks wait. */
export interface RunOptions {
  readonly small: boolean;
  readonly avif: boolean;
  /** Insists on a child that has run nothing yet. */
  readonly fresh?: boolean;
  /** Ends the run, and the child with it; the run then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called when a child begins with it: until then it only waited. */
  readonly onStart?: () => void;
}

/** Engine children: each runs one task at a time within a wall clock and a memory limit, and is renewed now and then. */
export interface ChildPool {
  /** Rejects with an `EngineError`: not retryable where the image is at fault, retryable where the child is. */
  run(task: EngineTask, options: RunOptions): Promise<EngineReport>;
  /** Ends every child; what is running rejects. */
  close(): Promise<void>;
}
