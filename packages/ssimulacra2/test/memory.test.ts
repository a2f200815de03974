import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";

it.runIf(process.platform === "linux")("a process that scores two pictures of 50 megapixels by bands stays under 200 MB", async () => {
  const child = fileURLToPath(new URL("./large-pair.ts", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [child]);
  const { score, peakBytes } = JSON.parse(stdout) as { score: number; peakBytes: number };
  expect(score).toBeLessThan(100);
  expect(peakBytes).toBeLessThan(200e6);
});
