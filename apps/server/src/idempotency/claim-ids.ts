import { createHash } from "node:crypto";
import { Fault } from "@pixpress/contracts";
import { idempotencySeconds, maxIdempotencyKeyLength } from "@pixpress/contracts/limits";
import type { NewKeyRecord } from "@pixpress/db";
import type { ServerParts } from "../parts.ts";
import { before } from "../recovery/before.ts";

/** The ids a request is recorded under. `replayed`: an earlier request with the same key fixed them. */
interface Ids {
  readonly imageId: string;
  readonly taskId: string;
  readonly replayed: boolean;
}

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

async function claim({ database }: ServerParts, wanted: NewKeyRecord) {
  const stands = await database.idempotencyKeys.claim(wanted);
  if (stands.taskId === wanted.taskId || stands.createdAt > before(await database.now(), idempotencySeconds)) return stands;
  await database.idempotencyKeys.retire(stands);
  return await database.idempotencyKeys.claim(wanted);
}

/** Equal for the same parsed body: the boundaries of a form, and the order of a recipe's fields, differ at each try. */
export const fingerprintOf = (...body: readonly unknown[]): string => createHash("sha256").update(JSON.stringify(body)).digest("hex");
