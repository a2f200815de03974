import type { TaskResult } from "@pixpress/contracts";
import type { ImageRow, TaskRow } from "@pixpress/db";
import { absoluteBy, asStored } from "../addresses.ts";
import { eventOf } from "../events/event-of.ts";
import type { ServerParts } from "../parts.ts";
import { removeLosers } from "./remove-losers.ts";

/**
 * Finishes a task from a result: the first one stored stands, whoever brings it. Repeating it repairs what an earlier, broken
 * run left undone, so both the results queue and recovery come here; it rejects where it could not do everything.
 */
export async function finishFrom(parts: ServerParts, result: TaskResult): Promise<void> {
  const { database } = parts;
  const image = await database.images.get(result.imageId);
  if (image === null || image.purgedAt !== null) return removeLosers(parts, result, []);

  const stored = await database.results.insertOnce(result);
  // The image first: who sees that the task is done finds its result there.
  await database.images.finish(stored);
  const task = await database.tasks.finish(stored);
  await removeLosers(parts, result, stored.outputs);
  if (task === null) return;
  // Notice, then mark, then (by the caller) the acknowledgement: a notice may come twice, never not at all.
  await publish(parts, image, task);
  await database.tasks.close(task.id);
}

async function publish({ messaging, config }: ServerParts, image: ImageRow, task: TaskRow): Promise<void> {
  await messaging.events.publish(eventOf(task, image));
  const [first, ...others] = task.outputs;
  if (first === undefined || task.status === "failed") return;
  const smallest = others.reduce((least, output) => (output.bytes < least.bytes ? output : least), first);
  const address = config.PUBLIC_URL === undefined ? asStored : absoluteBy(config.PUBLIC_URL);
  await messaging.successes.publish({ imageId: task.imageId, taskId: task.id, compressedUrl: address(smallest.url) });
}
