import { type AcceptedUpload, type CreateTask, Fault } from "@pixpress/contracts";
import { newId } from "@pixpress/db/id";
import { imageNotFound, visibleImage } from "../images/visible.ts";
import type { ServerParts } from "../parts.ts";
import { databaseUnavailable } from "../to-fault.ts";
import { messageOf, sendAccepted } from "./send-task.ts";

/** Compresses an image once more: a new task, the image's newest. Resolves once it is ready, whatever the queue says. Throws a `Fault`. */
export async function createTask(parts: ServerParts, { imageId, recipe }: CreateTask): Promise<AcceptedUpload> {
  const { database } = parts;
  const image = await visibleImage(database, imageId);
  const message = messageOf(image, { id: newId(image.taskId ?? imageId), recipe, createdAt: new Date() });
  if (message === null) throw new Fault("not_found", "The original of this image is not kept here.");
  const { taskId } = message;
  await database.tasks.insert({ id: taskId, imageId, recipe });
  if (!(await database.images.setNewestTask(imageId, taskId))) {
    await database.tasks.removeUnready(taskId);
    throw imageNotFound();
  }
  if (!(await database.tasks.markReady(taskId))) throw databaseUnavailable();
  await sendAccepted(parts, message);
  return { taskId, imageId };
}
