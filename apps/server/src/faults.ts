import { within } from "@pixpress/contracts/within";
import { queueNames } from "@pixpress/messaging";
import { countUnfinished } from "./backlog/admission.ts";
import type { EventHub } from "./events/event-hub.ts";
import type { ServerParts } from "./parts.ts";

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
export async function noticesOf({ messaging, config }: ServerParts): Promise<string[]> {
  const setAside = queueNames.map(async (name) => {
    const { rejected } = await messaging[name].counts();
    return rejected === 0 ? [] : [`Messages that could not be read were set aside: ${rejected} (${name}).`];
  });
  const full = countUnfinished(messaging).then(({ large, small }) => {
    const isFull = config.MAX_PENDING > 0 && large + small >= config.MAX_PENDING;
    return isFull ? [`The backlog is full, and new tasks are refused: ${large + small} are unfinished.`] : [];
  });
  return sentence(
    "The queues cannot be counted.",
    Promise.all([...setAside, full]).then((found) => found.flat()),
  );
}

async function sentence(otherwise: string, answer: Promise<string[]>): Promise<string[]> {
  return within(patienceMilliseconds, answer).catch(() => [otherwise]);
}
