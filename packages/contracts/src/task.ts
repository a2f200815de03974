import * as z from "zod";
import { id, instant } from "./id.ts";
import { taskStatuses } from "./limits.ts";
import { outputError, publicOutput } from "./output.ts";
import { recipe } from "./recipe.ts";

export const taskStatus = z.enum(taskStatuses);

/** A run of a worker on a task that did not end in a result. */
export const attempt = z.object({ at: instant, reason: z.string(), message: z.string() });
export type Attempt = z.infer<typeof attempt>;

/**
 * Where a task waits for a worker. `position` counts within its lane (small tasks have one of their own): 1 is the next that is taken,
 * 0 is with a worker already and starts when a child of it is free. `estimatedSeconds` is until it is done, reckoned from what was
 * finished lately; null while too little was.
 */
export const queuePlace = z.object({
  position: z.int().nonnegative(),
  estimatedSeconds: z.int().positive().nullable(),
});
export type QueuePlace = z.infer<typeof queuePlace>;

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
  /** Only while it is pending, has not started, and its place is known. It changes without a new `revision`, and no event tells of it. */
  queue: queuePlace.optional(),
});
export type Task = z.infer<typeof task>;

export const taskState = z.object({ taskId: id, status: taskStatus });
export type TaskState = z.infer<typeof taskState>;

export const acceptedUpload = z.object({ taskId: id, imageId: id });
export type AcceptedUpload = z.infer<typeof acceptedUpload>;
