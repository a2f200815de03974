import { queueNames } from "@pixpress/messaging";
import type { EventHub } from "./events/event-hub.ts";
import type { ServerParts } from "./parts.ts";
import { within } from "./within.ts";

const patienceMilliseconds = 2000;

/** What keeps this server from doing its work right now, one sentence each; empty when it is ready. */
export async function faultsOf(parts: ServerParts, hub: EventHub): Promise<string[]> {
  const { database, storage, messaging } = parts;
  const answers = await Promise.all([
    sentence(
      "The database does not answer.",
      database.ping().then(() => []),
    ),
    sentence(
      "Storage does not answer.",
      storage.ping().then(() => []),
    ),
    sentence("Messaging does not answer.", messaging.faults()),
  ]);
  const deaf = hub.started() && !messaging.events.healthy() ? ["The event feed is broken; it is being taken up again."] : [];
  return [...answers.flat(), ...deaf, ...(parts.faults?.() ?? [])];
}

/** What an operator should look at although work goes on. */
export async function noticesOf({ messaging }: ServerParts): Promise<string[]> {
  const notices = queueNames.map(async (name) => {
    const { rejected } = await messaging[name].counts();
    return rejected === 0 ? [] : [`Messages that could not be read were set aside: ${rejected} (${name}).`];
  });
  return sentence(
    "The queues cannot be counted.",
    Promise.all(notices).then((found) => found.flat()),
  );
}

async function sentence(otherwise: string, answer: Promise<string[]>): Promise<string[]> {
  return within(patienceMilliseconds, answer).catch(() => [otherwise]);
}
