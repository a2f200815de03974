import { existsSync, writeFileSync } from "node:fs";
import { EngineError } from "../../src/engine-error.ts";
import { serveTasks } from "../../src/pool/serve-tasks.ts";
import type { EngineReport, EngineTask } from "../../src/report.ts";

const megabyte = 1024 ** 2;
const held: Buffer[] = [];

/** Leaves its process id where the test can see that the run has begun. */
function begin(task: EngineTask): void {
  writeFileSync(`${task.outputFolder}/${process.pid}.pid`, "");
}

/** A child whose image is a command: what an image, hostile or not, could make of a real one. */
const commands: Record<string, (task: EngineTask, detail: string) => unknown> = {
  answer: () => undefined,
  environment: () => JSON.stringify({ environment: process.env, arguments: process.execArgv }),
  hang: (task) => {
    begin(task);
    return new Promise(() => undefined);
  },
  spin: (task) => {
    begin(task);
    for (;;);
  },
  await: async (_task, path) => {
    while (!existsSync(path)) await new Promise((resolve) => setTimeout(resolve, 5));
  },
  grow: async () => {
    for (;;) {
      held.push(Buffer.alloc(8 * megabyte, 1));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  },
  hold: (_task, megabytes) => {
    held.push(Buffer.alloc(Number(megabytes) * megabyte, 1));
  },
  lie: (_task, megabytes) => {
    const kept = Buffer.alloc(Number(megabytes) * megabyte, 1);
    throw new EngineError("decode", "not_an_image", `Broken after ${kept.length} bytes.`, { retryable: false });
  },
  "fail near": (_task, megabytes) => {
    Buffer.alloc(Number(megabytes) * megabyte, 1);
    return "encode_failed";
  },
  refuse: () => {
    throw new EngineError("decode", "too_many_pixels", "More pixels than allowed.", { retryable: false });
  },
  throw: () => {
    throw new TypeError("a path nobody should see");
  },
  leave: () => process.exit(7),
  babble: () => process.send?.({ kind: "nonsense" }),
};

serveTasks(async (task): Promise<EngineReport> => {
  const [command = "", detail = ""] = task.input.split(":");
  const said = await commands[command]?.(task, detail);
  return { outputs: [], errors: [{ requested: "original", reason: typeof said === "string" ? said : "", message: String(process.pid) }] };
});
