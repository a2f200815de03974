import type { ResultMessage } from "@pixpress/contracts";
import type { ServerParts } from "../parts.ts";

const batch = 100;

/**
 * Nothing stays dead. A dead task job is removed: its task is then missing, and the one rule for missing tasks counts and sends it.
 * A dead result is retried while its task waits for it.
 */
export async function clearDeadJobs({ database, messaging, log }: ServerParts): Promise<void> {
  for (const queue of [messaging.tasks, messaging.smallTasks]) {
    for (const { id } of await queue.dead(batch)) {
      log.warn({ taskId: id }, "a dead task job is removed");
      await queue.removeDead(id);
    }
  }
  for (const { id, message } of await messaging.results.dead(batch)) {
    const wanted = await isWanted(database, message);
    log.warn({ id, taskId: message.taskId, kind: message.kind, wanted }, "a dead result is cleared");
    await (wanted ? messaging.results.retry(id) : messaging.results.removeDead(id));
  }
}

async function isWanted(database: ServerParts["database"], message: ResultMessage): Promise<boolean> {
  const task = await database.tasks.get(message.taskId);
  return task?.status === "pending";
}
