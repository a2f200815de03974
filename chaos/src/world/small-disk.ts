import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const roomMegabytes = 64;

/** A filesystem with little room. */
export interface SmallDisk {
  /** Fills it to the last block; answers with how to make room again. */
  fill(): () => void;
  unmount(): void;
}

/** This machine does not allow what the fault needs. */
export class NotPossibleHere extends Error {}

/** Mounts one at a folder; where mounting is refused it throws, for then the fault cannot be run. */
export function mountSmallDisk(folder: string): SmallDisk {
  mkdirSync(folder, { recursive: true });
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${roomMegabytes}m`, "pixpress-chaos", folder], { stdio: "pipe" });
  } catch (cause) {
    throw new NotPossibleHere("a small disk cannot be mounted here; this fault needs the right to mount", { cause });
  }
  const unmount = () => void execFileSync("umount", ["-l", folder], { stdio: "pipe" });
  process.once("exit", unmount);
  return {
    fill() {
      const path = join(folder, "ballast");
      const { bavail, bsize } = statfsSync(folder);
      writeFileSync(path, Buffer.alloc(bavail * bsize));
      return () => rmSync(path);
    },
    unmount() {
      process.removeListener("exit", unmount);
      unmount();
    },
  };
}
