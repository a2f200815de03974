import { EngineError } from "../engine-error.ts";
import type { EngineReport, EngineTask } from "../report.ts";
import type { ChildMessage, TaskOrder } from "./child-message.ts";

type Compress = (task: EngineTask) => Promise<EngineReport>;

/** The child's side of the pool: answers every task its parent sends, one at a time, and ends with its parent. */
export function serveTasks(compress: Compress): void {
  // Not `process.exit`: it would wait for the encoder that runs in a thread of libuv's pool.
  process.once("disconnect", () => process.kill(process.pid, "SIGKILL"));
  // A terminal sends these to the whole group; when a child has to end is its parent's decision.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => undefined);
  process.on("message", (order: TaskOrder) => {
    void answerTo(order.task, compress).then(say);
  });
  say({ kind: "ready" });
}

async function answerTo(task: EngineTask, compress: Compress): Promise<ChildMessage> {
  try {
    const { outputs, errors } = await compress(task);
    return { kind: "report", report: { outputs: [...outputs], errors: [...errors] } };
  } catch (error) {
    if (error instanceof EngineError) {
      const { operation, reason, message, retryable } = error;
      return { kind: "failed", operation, reason, message, retryable };
    }
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    return { kind: "broken", message, stack: stack ?? "" };
  }
}

function say(message: ChildMessage): void {
  process.send?.(message);
}
