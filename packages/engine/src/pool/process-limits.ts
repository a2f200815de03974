import { execFile, spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { constants, getPriority, setPriority } from "node:os";
import { promisify } from "node:util";

/** What a command is started through, so that the kernel kills it with its parent, even while it spins. */
export interface Launcher {
  readonly execPath: string;
  readonly execArgv: string[];
}

const tiedToParent: Launcher = { execPath: "setpriv", execArgv: ["--pdeathsig", "KILL", "--", process.execPath] };
const plain: Launcher = { execPath: process.execPath, execArgv: [] };
let known: Launcher | undefined;

/** The best launcher this machine has; asked once. */
export function launcher(): Launcher {
  known ??=
    process.platform === "linux" && spawnSync(tiedToParent.execPath, ["--pdeathsig", "KILL", "true"], { env: {} }).status === 0
      ? tiedToParent
      : plain;
  return known;
}

export interface ProcessLimits {
  /** Writable address space. Never less than what the process has already: it would abort. */
  readonly dataBytes: number | null;
  /** Processor time over its whole life: what bounds an orphan that spins where nothing ties it to its parent. */
  readonly cpuSeconds: number;
}

/** Sets what the kernel can be asked to watch behind our own watch; best effort, and nothing outside Linux. */
export async function limitProcess(pid: number, limits: ProcessLimits): Promise<void> {
  if (process.platform !== "linux") return;
  const data = limits.dataBytes === null ? [] : [`--data=${Math.ceil(limits.dataBytes)}`];
  const prlimit = promisify(execFile)("prlimit", ["--pid", String(pid), `--cpu=${Math.ceil(limits.cpuSeconds)}`, ...data], { env: {} });
  // When memory runs out in a container, the kernel should choose the child.
  await Promise.allSettled([prlimit, writeFile(`/proc/${pid}/oom_score_adj`, "1000")]);
}

/** So much lower, a process has a tenth of what another has on a processor that both want. */
export const stepsBack = 10;

/**
 * Lets other processes have the processor first. To be called when the process has just been started: its threads inherit it from the
 * one that begins them. It is for good, for without rights of its own no process may take it back.
 */
export function stepBack(pid: number): void {
  try {
    setPriority(pid, Math.min(getPriority(pid) + stepsBack, constants.priority.PRIORITY_LOW));
  } catch {
    // It is gone already, or this platform will not: then it is as quick as the rest.
  }
}
