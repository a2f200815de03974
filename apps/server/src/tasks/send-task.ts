import { isSmall, type TaskMessage } from "@pixpress/contracts";
import { within } from "@pixpress/contracts/within";
import type { ImageRow, TaskRow } from "@pixpress/db";
import type { Messaging, Queue } from "@pixpress/messaging";
import type { ServerParts } from "../parts.ts";

/** An accepted task never waits longer for the queue: recovery sends what this did not. */
const longestMs = 2000;

/** The lane a task travels on. */
export function queueOf(messaging: Messaging, message: TaskMessage): Queue<TaskMessage> {
  return isSmall(message) ? messaging.smallTasks : messaging.tasks;
}

/** The message of a task, built from its rows; null for rows of older services, which name no key. */
export function messageOf(image: ImageRow, task: Pick<TaskRow, "id" | "recipe" | "createdAt">): TaskMessage | null {
  const { key, format, bytes, pixels } = image;
  if (key === null || format === null || bytes === null || pixels === null || task.recipe === null) return null;
  return {
    version: 1,
    taskId: task.id,
    imageId: image.id,
    imageUrl: image.imageUrl,
    key,
    format,
    bytes,
    pixels,
    recipe: task.recipe,
    createdAt: task.createdAt.toISOString(),
  };
}

/** Sends a ready task without making its caller wait for a queue that does not answer: what fails is logged and left to recovery. */
export async function sendAccepted(
  { messaging, log }: Pick<ServerParts, "messaging" | "log">,
  message: TaskMessage,
  milliseconds = longestMs,
): Promise<void> {
  try {
    await within(milliseconds, queueOf(messaging, message).send(message.taskId, message));
  } catch (err) {
    log.warn({ err, taskId: message.taskId }, "an accepted task was not sent; recovery will send it");
  }
}
