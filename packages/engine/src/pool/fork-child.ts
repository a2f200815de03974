import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { MemoryBudget } from "./memory-budget.ts";
import { launcher, limitProcess, stepBack } from "./process-limits.ts";

/** How children are made and bounded. */
export interface ChildSettings {
  readonly file: URL;
  /** The whole environment of a child: nothing of the parent's is passed on. */
  readonly environment: Readonly<Record<string, string>>;
  readonly seconds: number;
  readonly memoryBytes: number;
  readonly tasksPerChild: number;
  /** How long a child may rest before it is asked what memory it holds. */
  readonly idleSeconds: number;
  /** Whether it makes way for what is in a hurry: other processes get the processor first. */
  readonly yields: boolean;
}

/** Encoders run threads of their own: a task may take more processor time than wall clock. */
const threadsPerTask = 8;

/** Starts the process of a child; it says `ready` when its engine is loaded. */
export function forkChild({ file, environment, yields }: ChildSettings): ChildProcess {
  const { execPath, execArgv } = launcher();
  const child = fork(fileURLToPath(file), { execPath, execArgv, env: environment, stdio: ["ignore", "ignore", "pipe", "ipc"] });
  if (yields && child.pid !== undefined) stepBack(child.pid);
  return child;
}

/** Bounds a child that is ready and has run nothing yet: its memory at rest is where its budget begins. */
export async function boundChild(pid: number, { memoryBytes, seconds, tasksPerChild }: ChildSettings): Promise<MemoryBudget> {
  const budget = new MemoryBudget(pid, memoryBytes);
  await limitProcess(pid, { dataBytes: budget.dataLimit, cpuSeconds: tasksPerChild * seconds * threadsPerTask });
  return budget;
}
