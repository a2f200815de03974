import type { TaskMessage, TaskResult } from "@pixpress/contracts";

const mostCrashes = 5;

export const crashedTooOften = (crashes: number): boolean => crashes > mostCrashes;

/** What a worker would have said had it lived: sent to the results queue, so that there is one way to finish. */
export function crashResult({ taskId, imageId, recipe }: TaskMessage, startedAt: Date | null): TaskResult {
  const reason = "worker_crashed";
  const message = "The worker died each time it tried this image.";
  return {
    kind: "finished",
    version: 1,
    taskId,
    imageId,
    at: new Date().toISOString(),
    startedAt: startedAt?.toISOString() ?? null,
    status: "failed",
    reason,
    outputs: [],
    errors: recipe.formats.map((requested) => ({ requested, reason, message })),
  };
}
