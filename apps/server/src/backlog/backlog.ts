import type { Event, Task } from "@pixpress/contracts";
import type { FeedReader } from "@pixpress/messaging";
import { isHonoured } from "../idempotency/claim-ids.ts";
import type { ServerParts } from "../parts.ts";
import { createAdmission } from "./admission.ts";
import type { Place } from "./count.ts";
import { createPaces } from "./paces.ts";
import { createPlaces } from "./places.ts";

export type { Place } from "./count.ts";

/** What waits to be done: who may still join it, and where a task stands in it. */
export interface Backlog {
  /** What it wants to hear of the event feed. */
  readonly reader: FeedReader<Event>;
  /** Resolves with a request's place. Throws a `Fault` (429) where `MAX_PENDING` are there already, unless the key has begun something. */
  admit(scope: string, idempotencyKey: string | undefined): Promise<Place>;
  /** The tasks, those that wait with their place. */
  placed(tasks: readonly Task[]): Promise<Task[]>;
}

export function createBacklog(parts: ServerParts): Backlog {
  const now = () => performance.now();
  const paces = createPaces();
  const admission = createAdmission(parts.messaging, paces, parts.config.MAX_PENDING, now);
  return {
    reader: paces,
    admit: (scope, key) => admission.admit(async () => key !== undefined && (await isHonoured(parts, scope, key))),
    placed: createPlaces(parts.messaging, paces, now),
  };
}
