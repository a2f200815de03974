import * as z from "zod";
import { id, instant } from "./id.ts";
import { taskStatuses } from "./limits.ts";
import { outputError, publicOutput } from "./output.ts";
import { recipe } from "./recipe.ts";

export const taskStatus = z.enum(taskStatuses);

/** A run of a worker on a task that did not end in a result. */
export const attempt = z.object({ at: instant, reason: z.string(), message: z.string() });
export type Attempt = z.infer<typeof attempt>;

/** One request to compress one image, as callers see it. `revision` grows with every change: keep the highest you saw. */
export const task = z.object({
  id,
  imageId: id,
  status: taskStatus,
  createdAt: instant,
  updatedAt: instant,
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
  revision: z.int().nonnegative(),
  /** Null on rows of older services. */
  recipe: recipe.nullable(),
  /** Why it failed, or failed in part; null otherwise. */
  reason: z.string().nullable(),
  attempts: z.array(attempt),
  outputs: z.array(publicOutput),
  errors: z.array(outputError),
});
export type Task = z.infer<typeof task>;

export const taskState = z.object({ taskId: id, status: taskStatus });
export type TaskState = z.infer<typeof taskState>;

export const acceptedUpload = z.object({ taskId: id, imageId: id });
export type AcceptedUpload = z.infer<typeof acceptedUpload>;
