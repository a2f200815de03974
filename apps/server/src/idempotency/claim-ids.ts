import { createHash } from "node:crypto";
import { Fault } from "@pixpress/contracts";
import { idempotencySeconds, maxIdempotencyKeyLength } from "@pixpress/contracts/limits";
import type { KeyRecord, NewKeyRecord } from "@pixpress/db";
import type { ServerParts } from "../parts.ts";
import { before } from "../recovery/before.ts";

/** The ids a request is recorded under. `replayed`: an earlier request with the same key fixed them. */
interface Ids {
  readonly imageId: string;
  readonly taskId: string;
  readonly replayed: boolean;
}

export const uploadScope = "upload";
export const tasksScope = (imageId: string): string => `tasks ${imageId}`;

/** Fixes the ids of a request, by its key where it has one. Throws a `Fault` where that is no key, or was given for another body. */
export async function claimIds(parts: ServerParts, key: string | undefined, wanted: Omit<NewKeyRecord, "key">): Promise<Ids> {
  const { imageId, taskId, fingerprint } = wanted;
  if (key === undefined) return { imageId, taskId, replayed: false };
  if (key === "" || key.length > maxIdempotencyKeyLength) {
    throw new Fault("invalid_input", `Idempotency-Key has 1 to ${maxIdempotencyKeyLength} characters.`);
  }
  const stands = await claim(parts, { ...wanted, key });
  if (stands.fingerprint !== fingerprint) {
    throw new Fault("idempotency_key_reused", "This Idempotency-Key was used for another request; take a new one.");
  }
  return { imageId: stands.imageId, taskId: stands.taskId, replayed: stands.taskId !== taskId };
}

/** Whether a request with this key has been begun, so that one more is no new work. */
export async function isHonoured({ database }: ServerParts, scope: string, key: string): Promise<boolean> {
  const stands = await database.idempotencyKeys.find(scope, key);
  return stands !== null && !isOver(stands, await database.now());
}

async function claim({ database }: ServerParts, wanted: NewKeyRecord) {
  const stands = await database.idempotencyKeys.claim(wanted);
  if (stands.taskId === wanted.taskId || !isOver(stands, await database.now())) return stands;
  await database.idempotencyKeys.retire(stands);
  return await database.idempotencyKeys.claim(wanted);
}

const isOver = ({ createdAt }: KeyRecord, now: Date): boolean => createdAt <= before(now, idempotencySeconds);

/** Equal for the same parsed body: the boundaries of a form, and the order of a recipe's fields, differ at each try. */
export const fingerprintOf = (...body: readonly unknown[]): string => createHash("sha256").update(JSON.stringify(body)).digest("hex");
