import { readFile } from "node:fs/promises";
import { type Finding, note, ok } from "./finding.ts";

const subject = "allocator";

/** Which allocator a process started as this one was would run on. */
export async function checkAllocator(): Promise<Finding[]> {
  const loaded = await readFile("/proc/self/maps", "utf8").catch(() => null);
  if (loaded === null) return [note(subject, "It cannot be told on this system.", "Nothing: only Linux tells.")];
  if (loaded.includes("jemalloc")) return [ok(subject, "jemalloc is preloaded.")];
  return [
    note(
      subject,
      "The system's own: a worker's engine keeps more memory after large images than it needs.",
      "Where a worker runs: `apt-get install libjemalloc2`, and start it with LD_PRELOAD=libjemalloc.so.2.",
    ),
  ];
}
