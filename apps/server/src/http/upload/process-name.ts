import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { isAlive } from "@pixpress/storage/is-alive";

/** A name of this very process that no later one bears, though it be given the same pid. */
export const processName = (): string => `server-${hostTag()}-${process.pid}-${startOf(process.pid) ?? "unknown"}`;

/** Whether the process of that name lives; null where it ran on another host, or the name is none of ours. */
export function livesStill(name: string): boolean | null {
  const [, host, pid, start] = /^server-([0-9a-f]+)-(\d+)-(\w+)$/.exec(name) ?? [];
  if (host !== hostTag() || pid === undefined) return null;
  const now = startOf(Number(pid));
  return now === null ? isAlive(Number(pid)) : now === start;
}

/** Containers that share a folder number their processes alike, but each has a host name of its own. */
const hostTag = () => digest(hostname());

/** The moment a process began, as the kernel counts it; null where the kernel does not tell or there is no such process. */
function startOf(pid: number): string | null {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name before the last bracket may hold spaces and brackets; the start is the 20th field behind it.
    const ticks = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
    return digest(`${boot} ${ticks}`);
  } catch {
    return null;
  }
}

const digest = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 8);
