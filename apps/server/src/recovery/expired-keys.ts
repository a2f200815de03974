import { idempotencySeconds } from "@pixpress/contracts/limits";
import type { ServerParts } from "../parts.ts";
import { before } from "./before.ts";

/** A record outlives its promise by an hour, so that whoever met it last is done with what it names. */
const graceSeconds = 3600;
const batch = 1000;

/** Removes the records of keys that are no longer honoured. */
export async function removeExpiredKeys({ database }: ServerParts, now: Date): Promise<void> {
  await database.idempotencyKeys.removeBefore(before(now, idempotencySeconds + graceSeconds), batch);
}
