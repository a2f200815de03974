import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));
/** No fault is begun after these, so that all are over within eight; one that was not begun is a failure. An idle machine with two cores needs less than half. */
const minutes = 7.5;

it("no fault costs an upload that was answered 202", { timeout: 2 * minutes * 60_000 }, async () => {
  const harness = spawn(process.execPath, [main, "--ci", "--minutes", String(minutes)], { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [harness.stdout, harness.stderr]) stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  const [code] = (await once(harness, "exit")) as [number | null];
  expect(code, output).toBe(0);
  expect(output).toMatch(/accepted/);
});
