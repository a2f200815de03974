import * as z from "zod";
import { id, instant } from "./id.ts";
import { output, outputError } from "./output.ts";
import { traceparent } from "./traceparent.ts";

const about = { version: z.literal(1), taskId: id, imageId: id, at: instant, traceparent };

/** A worker took the task and is about to run it. */
export const taskStarted = z.object({ kind: z.literal("started"), ...about });
/** A run ended without a result; the queue will run the task again. */
export const attemptFailed = z.object({
  kind: z.literal("attempt_failed"),
  ...about,
  reason: z.string(),
  message: z.string(),
});
/** The one answer to a task. The first one stored stands. */
export const taskResult = z.object({
  kind: z.literal("finished"),
  ...about,
  startedAt: instant.nullable(),
  status: z.enum(["completed", "completed_with_errors", "failed"]),
  /** Why there is no output, or not every one; null where all came. */
  reason: z.string().nullable(),
  outputs: z.array(output),
  errors: z.array(outputError),
});

/** What travels on the results queue. */
export const resultMessage = z.discriminatedUnion("kind", [taskStarted, attemptFailed, taskResult]);
export type TaskStarted = z.infer<typeof taskStarted>;
export type AttemptFailed = z.infer<typeof attemptFailed>;
export type TaskResult = z.infer<typeof taskResult>;
export type ResultMessage = z.infer<typeof resultMessage>;
