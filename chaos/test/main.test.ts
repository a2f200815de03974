import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));

it("faults for which there was no time are named, and the run has failed", () => {
  const { status, stderr } = spawnSync(process.execPath, [main, "--ci", "--minutes", "0.000001"], { encoding: "utf8" });
  expect([status, stderr]).toEqual([1, expect.stringMatching(/Not run: worker-kill, .*poison/)]);
});
