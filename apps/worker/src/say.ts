import { randomBytes } from "node:crypto";
import type { AttemptFailed, TaskMessage, TaskResult, TaskStarted } from "@pixpress/contracts";
import type { WorkerParts } from "./parts.ts";
import type { StoredReport } from "./store-outputs.ts";

const about = ({ taskId, imageId }: TaskMessage) => ({ version: 1 as const, taskId, imageId, at: new Date().toISOString() });

/** The result of a run that came to its end. */
export function resultOf(message: TaskMessage, startedAt: string | null, { outputs, errors }: StoredReport): TaskResult {
  const partly = outputs.length > 0 ? "completed_with_errors" : "failed";
  const status = errors.length === 0 && outputs.length > 0 ? "completed" : partly;
  return { kind: "finished", ...about(message), startedAt, status, reason: errors[0]?.reason ?? null, outputs, errors };
}

/** The result of a task that brings nothing, each wanted format with the reason. */
export function failureOf(message: TaskMessage, startedAt: string | null, reason: string, sentence: string): TaskResult {
  const errors = message.recipe.formats.map((requested) => ({ requested, reason, message: sentence }));
  return resultOf(message, startedAt, { outputs: [], errors });
}

/** Tells the servers how a task is getting on. It is news, not the answer: where it cannot be sent, work goes on. */
export async function sayProgress(parts: Pick<WorkerParts, "messaging" | "log">, news: TaskStarted | AttemptFailed): Promise<void> {
  const id = `${news.taskId}-${news.kind === "started" ? "started" : "attempt"}-${randomBytes(6).toString("hex")}`;
  try {
    await parts.messaging.results.send(id, news);
  } catch (err) {
    parts.log.warn({ err, taskId: news.taskId }, "could not tell how a task is getting on");
  }
}

export const startedNews = (message: TaskMessage): TaskStarted => ({ kind: "started", ...about(message) });

export const attemptNews = (message: TaskMessage, reason: string, sentence: string): AttemptFailed => ({
  kind: "attempt_failed",
  ...about(message),
  reason,
  message: sentence,
});
