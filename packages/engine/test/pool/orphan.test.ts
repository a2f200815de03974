import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { begunIn, gone, isAlive, temporaryFolder } from "./stub-pool.ts";

it.each(["hang", "spin"])("a parent that is killed leaves no child, whatever the child is doing (%s)", async (command) => {
  const folder = temporaryFolder();
  const parent = spawn(process.execPath, [fileURLToPath(new URL("./doomed-parent.ts", import.meta.url)), command, folder], {
    stdio: "ignore",
  });
  const child = await begunIn(folder);
  expect(isAlive(child)).toBe(true);
  parent.kill("SIGKILL");
  await once(parent, "exit");
  await gone(child);
});
