import type { AttemptFailed, TaskStarted } from "@pixpress/contracts";
import type { TaskRow } from "@pixpress/db";
import { eventOf } from "../events/event-of.ts";
import type { ServerParts } from "../parts.ts";

/** Notes, while the task is pending, that a run began or ended without a result, and tells whoever watches. */
export async function noteProgress({ database, messaging }: ServerParts, message: TaskStarted | AttemptFailed): Promise<void> {
  const row = await write(database.tasks, message);
  if (row === null) return;
  // A pending task has no outputs, so nothing has to be reckoned against its image.
  await messaging.events.publish(eventOf(row, null));
}

function write(tasks: ServerParts["database"]["tasks"], message: TaskStarted | AttemptFailed): Promise<TaskRow | null> {
  if (message.kind === "started") return tasks.start(message.taskId, new Date(message.at));
  const { at, reason, message: sentence } = message;
  return tasks.addAttempt(message.taskId, { at, reason, message: sentence });
}
