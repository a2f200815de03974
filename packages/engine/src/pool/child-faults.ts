import { EngineError } from "../engine-error.ts";
import type { ChildMessage } from "./child-message.ts";

/** The errors a run can end with that are no fault of the image: a fresh child may fare better. */
export const childFaults = {
  timedOut: (seconds: number) => new EngineError("compress", "timed_out", `Not done within ${seconds} seconds.`, { retryable: true }),
  outOfMemory: (bytes: number, cause?: unknown) =>
    new EngineError("compress", "out_of_memory", `It needs more than ${Math.round(bytes / 1024 ** 2)} MiB of memory.`, {
      retryable: true,
      cause,
    }),
  died: (how: string, cause?: unknown) =>
    new EngineError("compress", "child_died", `The engine's process ${how}.`, { retryable: true, cause }),
  neverReady: (how: string, cause?: unknown) =>
    new EngineError("compress", "child_died", `The engine's process ${how} before it could begin.`, {
      retryable: true,
      begun: false,
      cause,
    }),
};

/** Whether these are the words of a library, or of the runtime, that was refused memory. */
export function speaksOfMemory(words: string): boolean {
  return /out of memory|cannot allocate|bad_alloc|ENOMEM/i.test(words);
}

/** What a child complains of, or null: near its memory limit a child may take any image for broken, or for one that cannot be encoded. */
export function errorOf(message: Exclude<ChildMessage, { kind: "ready" }>, wasNear: boolean, memoryBytes: number): EngineError | null {
  if (message.kind === "report") {
    const failed = message.report.errors.find(({ reason }) => reason === "encode_failed");
    return failed !== undefined && wasNear ? childFaults.outOfMemory(memoryBytes, failed.message) : null;
  }
  const said = message.kind === "failed" ? imageError(message) : unforeseen(message);
  if (said.reason === "out_of_memory") return said;
  return wasNear || speaksOfMemory(message.message) ? childFaults.outOfMemory(memoryBytes, said) : said;
}

function imageError({ operation, reason, message, retryable }: Extract<ChildMessage, { kind: "failed" }>): EngineError {
  return new EngineError(operation, reason, message, { retryable });
}

/** The inner message is for the log: a caller would learn of our insides from it. */
function unforeseen({ message, stack }: Extract<ChildMessage, { kind: "broken" }>): EngineError {
  return childFaults.died("failed in a way nobody foresaw", Object.assign(new Error(message), { stack }));
}
