import { readdirSync, readFileSync } from "node:fs";
import type { Source } from "./metrics.ts";

/** Resident bytes of this process and of all below it, as the kernel counts them; told on Linux alone. */
export const processMemory: Source = {
  gauges: ["memory", "children"],
  read() {
    const own = residentBytes(process.pid);
    if (own === null) return [];
    const below = descendantsOf(process.pid);
    const children = below.reduce((sum, pid) => sum + (residentBytes(pid) ?? 0), 0);
    return [
      ["memory", { of: "process" }, own],
      ["memory", { of: "children" }, children],
      ["children", {}, below.length],
    ];
  },
};

function descendantsOf(pid: number): number[] {
  const children = threadsOf(pid).flatMap((thread) => (read(`/proc/${pid}/task/${thread}/children`) ?? "").split(" ").filter(Boolean));
  return children.map(Number).flatMap((child) => [child, ...descendantsOf(child)]);
}

function threadsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/** Null where the platform does not tell, or the process is gone. */
function residentBytes(pid: number): number | null {
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`) ?? "")?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) * 1024;
}

function read(path: string): string | null {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return null;
  }
}
