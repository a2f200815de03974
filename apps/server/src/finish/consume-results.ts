import type { ResultMessage } from "@pixpress/contracts";
import type { Consumer, Delivery } from "@pixpress/messaging";
import type { ServerParts } from "../parts.ts";
import { finishFrom } from "./finish-from.ts";
import { noteProgress } from "./note-progress.ts";

/** Results are short work that waits for the database: a few at once keep it busy. */
const concurrency = 8;

/** Takes results until it is stopped; one that cannot be finished now comes again. */
export function consumeResults(parts: ServerParts): Consumer {
  return parts.messaging.results.consume((delivery) => handle(parts, delivery), { concurrency });
}

async function handle(parts: ServerParts, { message, attempt }: Delivery<ResultMessage>): Promise<void> {
  try {
    await (message.kind === "finished" ? finishFrom(parts, message) : noteProgress(parts, message));
  } catch (err) {
    parts.log.warn({ err, taskId: message.taskId, kind: message.kind, attempt }, "a result could not be finished; it comes again");
    throw err;
  }
}
