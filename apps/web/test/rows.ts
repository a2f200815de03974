import type { Image, PublicOutput, Task } from "@pixpress/contracts";
import { unsearched } from "@pixpress/contracts/unsearched";

const at = "2026-11-25T10:00:00.000Z";

/** A task that waits, the `number`th of its server. */
export function newTask(number: number): Task {
  const unset = { startedAt: null, finishedAt: null, recipe: null, reason: null };
  const id = number.toString(16).padStart(24, "0");
  return {
    id,
    imageId: `a${id.slice(1)}`,
    status: "pending",
    createdAt: at,
    updatedAt: at,
    revision: 0,
    attempts: [],
    outputs: [],
    errors: [],
    ...unset,
  };
}

/** The image of a task. */
export function imageOf(task: Task, imageUrl: string): Image {
  const upright = { width: 10, height: 10, format: "png", bytes: 1900 } as const;
  const state = { status: task.status, taskId: task.id, compressedUrl: null, outputs: task.outputs };
  return { id: task.imageId, imageUrl, name: "sea.png", createdAt: at, updatedAt: at, ...upright, ...state };
}

export const output: PublicOutput = {
  requested: "original",
  format: "jpeg",
  url: "/files/a",
  bytes: 410,
  width: 10,
  height: 10,
  ...unsearched,
  outcome: "compressed",
  outcomeReason: null,
  encoderQuality: 70,
  lossless: false,
  seconds: 0.1,
  savedPercent: 78.4,
};
