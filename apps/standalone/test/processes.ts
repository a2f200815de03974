import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";

/** The living processes whose parent is the given one. */
export function childrenOf(parent: number): number[] {
  const lines = execFileSync("ps", ["-eo", "pid=,ppid="], { encoding: "utf8" }).split("\n");
  return lines.map((line) => line.trim().split(/\s+/).map(Number)).flatMap(([pid = 0, ppid]) => (ppid === parent ? [pid] : []));
}

export const isAlive = (pid: number): boolean => existsSync(`/proc/${pid}`);
