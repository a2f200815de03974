import * as z from "zod";
import { id, instant } from "./id.ts";
import { taskStatuses } from "./limits.ts";
import { outputError, publicOutput } from "./output.ts";
import { recipe } from "./recipe.ts";

export const taskStatus = z.enum(taskStatuses).describe("`pending`, or how it ended: every wanted file came, some of them, or none");

/** A run of a worker on a task that did not end in a result. */
export const attempt = z.object({
  at: instant.describe("When it ended"),
  reason: z.string().describe("A stable word for a program"),
  message: z.string().describe("One sentence for a person"),
});
export type Attempt = z.infer<typeof attempt>;

/** Where a task waits for a worker. */
export const queuePlace = z.object({
  position: z
    .int()
    .nonnegative()
    .describe(
      "Counts within its lane (small tasks have one of their own): 1 is the next that is taken, 0 is with a worker already and starts when a child of it is free",
    ),
  estimatedSeconds: z.int().positive().nullable().describe("Until it is done, by what was finished lately; null while too little was"),
});
export type QueuePlace = z.infer<typeof queuePlace>;

/** One request to compress one image, as callers see it. */
export const task = z.object({
  id,
  imageId: id.describe("The image it compresses"),
  status: taskStatus,
  createdAt: instant.describe("When it was asked for"),
  updatedAt: instant.describe("When it last changed"),
  startedAt: instant.nullable().describe("When a worker last began it; null before"),
  finishedAt: instant.nullable().describe("When it got its final status; null before"),
  revision: z.int().nonnegative().describe("Grows with every change: keep the highest you saw"),
  recipe: recipe.nullable().describe("As it was asked for, with what was left out; null on rows of older services"),
  reason: z.string().nullable().describe("Why it failed, or failed in part; null otherwise"),
  attempts: z.array(attempt).describe("Runs that ended without a result, after which it was tried again"),
  outputs: z.array(publicOutput).describe("The files that came of it"),
  errors: z.array(outputError).describe("The wanted formats that did not come"),
  queue: queuePlace
    .optional()
    .describe(
      "Only while it is pending, has not started, and its place is known. It changes without a new `revision`, and no event tells of it",
    ),
});
export type Task = z.infer<typeof task>;

export const taskState = z.object({ taskId: id.describe("The task"), status: taskStatus });
export type TaskState = z.infer<typeof taskState>;

export const acceptedUpload = z.object({ taskId: id.describe("The task that compresses it"), imageId: id.describe("The image") });
export type AcceptedUpload = z.infer<typeof acceptedUpload>;
