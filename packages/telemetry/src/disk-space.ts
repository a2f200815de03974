import { statfs } from "node:fs/promises";
import type { Source } from "./metrics.ts";

/** The room where a folder lies: what a process without rights may still fill, and all of it. */
export const diskSpace = (folder: string): Source => ({
  gauges: ["diskFree", "diskSize"],
  async read() {
    const { bavail, blocks, bsize } = await statfs(folder);
    return [
      ["diskFree", {}, bavail * bsize],
      ["diskSize", {}, blocks * bsize],
    ];
  },
});
