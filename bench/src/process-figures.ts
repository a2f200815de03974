import { readdirSync, readFileSync } from "node:fs";

// Linux only: bench reads /proc.
const ticksPerSecond = 100;

/** User and system seconds of a process, from /proc/PID/stat (fields 14 and 15). */
export function cpuSeconds(pid: number): number {
  return ticksOf(pid, [14, 15]) / ticksPerSecond;
}

/** User and system seconds of the children of a process that are gone (fields 16 and 17). */
export function goneChildrenSeconds(pid: number): number {
  return ticksOf(pid, [16, 17]) / ticksPerSecond;
}

/** The processes whose parent is `pid`. */
export function childrenOf(pid: number): number[] {
  const all = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return all.map(Number).filter((candidate) => Number(statField(candidate, 4)) === pid);
}

/** User and system seconds of a process and of all its children, those that are gone among them. */
export function familySeconds(pid: number): number {
  const own = cpuSeconds(pid) + goneChildrenSeconds(pid);
  return childrenOf(pid).reduce((sum, child) => sum + cpuSeconds(child), own);
}

/** A figure of /proc/PID/status in bytes, such as `VmHWM`, the most a process ever had resident. */
export function memoryBytes(pid: number, figure: "VmHWM" | "VmRSS"): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(new RegExp(`^${figure}:\\s+(\\d+) kB`, "m").exec(status)?.[1]) * 1024;
}

const ticksOf = (pid: number, fields: readonly number[]): number =>
  fields.reduce((sum, field) => sum + Number(statField(pid, field) ?? 0), 0);

/** A field of /proc/PID/stat by its number in the manual, from 3 on; null where the process is gone. */
function statField(pid: number, field: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name may hold brackets and spaces.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[field - 3] ?? null;
  } catch {
    return null;
  }
}
