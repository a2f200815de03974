import type { ImageRow, TaskRow } from "@pixpress/db";
import { finishFrom } from "../finish/finish-from.ts";
import { isVisible } from "../images/visible.ts";
import type { ServerParts } from "../parts.ts";
import { messageOf, queueOf } from "../tasks/send-task.ts";
import { before } from "./before.ts";
import { crashedTooOften, crashResult } from "./crashes.ts";

/**
 * Finds out where an open task is, in the one order that is safe: stored result, task queues, results queue, database again.
 * Asked the other way round, a task that moves on between two questions would look lost and be worked on twice.
 */
export async function healTask(parts: ServerParts, seen: TaskRow, now: Date): Promise<void> {
  const { database, messaging } = parts;
  if (await finishStored(parts, seen.id)) return;
  for (const queue of [messaging.tasks, messaging.smallTasks, messaging.results]) {
    if ((await queue.stateOf(seen.id)) !== "missing") return;
  }
  if (await finishStored(parts, seen.id)) return;
  const task = await database.tasks.get(seen.id);
  if (task?.status !== "pending") return;

  const image = await database.images.get(seen.imageId);
  if (image === null) return withdraw(parts, seen, now);
  // While the image is deleted the task waits: for the purge, or for the undo.
  if (!isVisible(image)) return;
  if (!task.ready && !(await finishSetUp(parts, task))) return;
  await sendAgain(parts, seen, image);
}

async function finishStored(parts: ServerParts, taskId: string): Promise<boolean> {
  const stored = await parts.database.results.get(taskId);
  if (stored === null) return false;
  await finishFrom(parts, stored);
  return true;
}

/** What an upload left that never got as far as its image. Older than any upload can last. */
async function withdraw({ database, config }: ServerParts, task: TaskRow, now: Date): Promise<void> {
  if (task.ready || task.createdAt > before(now, config.ORPHAN_SECONDS)) return;
  // Whoever comes with its key may still finish it.
  if (await database.idempotencyKeys.names(task.imageId, task.id)) return;
  await database.tasks.removeUnready(task.id);
}

async function finishSetUp({ database }: ServerParts, task: TaskRow): Promise<boolean> {
  return (await database.images.setNewestTask(task.imageId, task.id)) && (await database.tasks.markReady(task.id));
}

async function sendAgain(parts: ServerParts, seen: TaskRow, image: ImageRow): Promise<void> {
  const { database, messaging, log } = parts;
  const message = messageOf(image, seen);
  // A row of an older service: its worker's business.
  if (message === null) return;
  let crashes = seen.crashes;
  if (seen.runStartedAt !== null) {
    // Another server counted this very death, or a new run has begun: it is no longer missing.
    if (!(await database.tasks.countCrash(seen))) return;
    crashes += 1;
  }
  if (crashedTooOften(crashes)) {
    log.error({ taskId: seen.id, crashes }, "a task's workers died too often; it is given up");
    return messaging.results.send(seen.id, crashResult(message, seen.startedAt));
  }
  log.info({ taskId: seen.id, crashes }, "a task was lost on its way; it is sent again");
  await queueOf(messaging, message).send(seen.id, message);
}
