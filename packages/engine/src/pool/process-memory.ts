import { readFileSync } from "node:fs";

/** Bytes of a process as the kernel counts them: resident now, the most that was ever resident, and its writable address space. */
export interface ProcessMemory {
  readonly resident: number;
  readonly peak: number;
  readonly data: number;
}

/** Reads a process's memory; null where the platform does not tell or the process is gone. */
export function readProcessMemory(pid: number): ProcessMemory | null {
  if (process.platform !== "linux") return null;
  try {
    const status = readFileSync(`/proc/${pid}/status`, "latin1");
    const [resident, peak, data] = [/^VmRSS:\s+(\d+) kB/m, /^VmHWM:\s+(\d+) kB/m, /^VmData:\s+(\d+) kB/m].map(
      (line) => line.exec(status)?.[1],
    );
    // A zombie still has the file, but no memory in it.
    if (resident === undefined || peak === undefined || data === undefined) return null;
    return { resident: Number(resident) * 1024, peak: Number(peak) * 1024, data: Number(data) * 1024 };
  } catch {
    return null;
  }
}
