import { assertSense, type CreateTask, Fault } from "@pixpress/contracts";
import { newId } from "@pixpress/db/id";
import type { Accepted } from "../application.ts";
import { claimIds, fingerprintOf, tasksScope } from "../idempotency/claim-ids.ts";
import { imageNotFound, visibleImage } from "../images/visible.ts";
import type { ServerParts } from "../parts.ts";
import { databaseUnavailable } from "../to-fault.ts";
import { messageOf, sendAccepted } from "./send-task.ts";

/**
 * Compresses an image once more: a new task, the image's newest. Resolves once it is ready, whatever the queue says.
 * Once for one key: whoever comes with it finishes what another left half done. Throws a `Fault`.
 */
export async function createTask(parts: ServerParts, { imageId, recipe }: CreateTask, idempotencyKey?: string): Promise<Accepted> {
  assertSense(recipe);
  const { database } = parts;
  const image = await visibleImage(database, imageId);
  const newTaskId = newId(image.taskId ?? imageId);
  const message = messageOf(image, { id: newTaskId, recipe, createdAt: new Date() });
  if (message === null) throw new Fault("not_found", "The original of this image is not kept here.");
  const wanted = { scope: tasksScope(imageId), fingerprint: fingerprintOf(recipe), imageId, taskId: newTaskId };
  const { taskId, replayed } = await claimIds(parts, idempotencyKey, wanted);
  if (replayed && (await database.tasks.get(taskId))?.ready === true) return { taskId, imageId, replayed };
  await database.tasks.insert({ id: taskId, imageId, recipe });
  if (!(await database.images.setNewestTask(imageId, taskId))) {
    await database.tasks.removeUnready(taskId);
    throw imageNotFound();
  }
  if (!(await database.tasks.markReady(taskId))) throw databaseUnavailable();
  await sendAccepted(parts, { ...message, taskId });
  return { taskId, imageId, replayed };
}
