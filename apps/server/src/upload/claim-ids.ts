import { createHash } from "node:crypto";
import { Fault, type Recipe } from "@pixpress/contracts";
import { idempotencySeconds } from "@pixpress/contracts/limits";
import type { NewKeyRecord } from "@pixpress/db";
import { newId } from "@pixpress/db/id";
import type { SpooledImage } from "../application.ts";
import type { ServerParts } from "../parts.ts";
import { before } from "../recovery/before.ts";

/** The ids an upload is recorded under. `replayed`: an earlier upload with the same key fixed them. */
interface Ids {
  readonly imageId: string;
  readonly taskId: string;
  readonly replayed: boolean;
}

/** Fixes the ids of an upload, by its key where it has one. Throws a `Fault` where the key was given for another body. */
export async function claimIds(parts: ServerParts, key: string | undefined, fingerprint: string): Promise<Ids> {
  const imageId = newId();
  const taskId = newId(imageId);
  if (key === undefined) return { imageId, taskId, replayed: false };
  const stands = await claim(parts, { scope: "upload", key, fingerprint, imageId, taskId });
  if (stands.fingerprint !== fingerprint) {
    throw new Fault("idempotency_key_reused", "This Idempotency-Key was used for another upload; take a new one.");
  }
  return { imageId: stands.imageId, taskId: stands.taskId, replayed: stands.taskId !== taskId };
}

async function claim({ database }: ServerParts, wanted: NewKeyRecord) {
  const stands = await database.idempotencyKeys.claim(wanted);
  if (stands.taskId === wanted.taskId || stands.createdAt > before(await database.now(), idempotencySeconds)) return stands;
  await database.idempotencyKeys.retire(stands);
  return await database.idempotencyKeys.claim(wanted);
}

/** Equal for the same file bytes, file name and parsed recipe: the boundaries of a form differ at each try. */
export const fingerprintOf = ({ hash, name }: SpooledImage, recipe: Recipe): string =>
  createHash("sha256")
    .update(JSON.stringify([hash, name, recipe]))
    .digest("hex");
