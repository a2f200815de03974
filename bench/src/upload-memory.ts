import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startApp } from "@pixpress/test-servers/app-process";
import { startRedis } from "@pixpress/test-servers/redis";
import sharp from "sharp";
import { memoryBytes } from "./process-figures.ts";

const uploads = 50;
const goalBytes = 150 * 1e6;

/** (c) Peak memory of a separate server above idle, during 50 concurrent uploads of a valid image of 40 MB. */
export async function benchUploadMemory(): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), "pixpress-bench-"));
  const redis = await startRedis();
  const service = await startApp("apps/server/src/main.ts", { ...redis.env, DATA_DIR: join(folder, "data") });
  try {
    const path = join(folder, "large.png");
    await noise(path);
    const idle = memoryBytes(service.pid, "VmRSS");
    const client = fork(new URL("./upload-client.ts", import.meta.url), [service.url, path, String(uploads)], { stdio: "inherit" });
    const [answers] = (await once(client, "message")) as [number[]];
    const peak = memoryBytes(service.pid, "VmHWM");
    const accepted = answers.filter((status) => status === 202).length;
    const reached = accepted === uploads && peak - idle < goalBytes;
    const megabytes = (bytes: number) => (bytes / 1e6).toFixed(0);
    console.log(
      `${reached ? "reached" : "MISSED "}  (c) ${uploads} uploads of ${megabytes(statSync(path).size)} MB at once: ${accepted} answered 202, ` +
        `peak ${megabytes(peak)} MB, ${megabytes(peak - idle)} MB above idle, goal under ${megabytes(goalBytes)} MB`,
    );
    return reached;
  } finally {
    await service.stop();
    await redis.stop();
    rmSync(folder, { recursive: true });
  }
}

/** A valid PNG of 40 MiB and a little: noise does not compress. */
async function noise(path: string): Promise<void> {
  const side = 3745;
  const pixels = {
    width: side,
    height: side,
    channels: 3 as const,
    background: "#808080",
    noise: { type: "gaussian" as const, mean: 128, sigma: 60 },
  };
  await sharp({ create: pixels }).png({ compressionLevel: 0 }).toFile(path);
}
