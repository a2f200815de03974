import type { Event } from "@pixpress/contracts";
import { within } from "@pixpress/contracts/within";
import type { ServerParts } from "../parts.ts";

/** No request waits longer for a notice: it is a hint, and every reader catches up from the database. */
const announceMilliseconds = 2000;

/** Publishes a notice of what a caller did; what fails is logged. */
export async function announce({ messaging, log }: Pick<ServerParts, "messaging" | "log">, event: Event): Promise<void> {
  try {
    await within(announceMilliseconds, messaging.events.publish(event));
  } catch (err) {
    log.warn({ err, kind: event.kind }, "an event was not published");
  }
}
