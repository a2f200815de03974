import { rm } from "node:fs/promises";
import { extensions, Fault, type Recipe, type TaskMessage } from "@pixpress/contracts";
import { TooLate, within } from "@pixpress/contracts/within";
import { DatabaseError } from "@pixpress/db";
import { newId } from "@pixpress/db/id";
import type { StoredFile } from "@pixpress/storage";
import type { Accepted, SpooledImage } from "../application.ts";
import { claimIds, fingerprintOf, uploadScope } from "../idempotency/claim-ids.ts";
import type { ServerParts } from "../parts.ts";
import { sendAccepted } from "../tasks/send-task.ts";
import { databaseUnavailable, toFault } from "../to-fault.ts";
import { deadlinesOf } from "./deadlines.ts";

/** A refusal waits no longer for what it takes back: that may go on after the answer. */
const takeBackMs = 1000;

/**
 * Stores the file, then the task and its image, marks the task ready and sends it, in this order: a crash between any two steps
 * leaves something recovery can finish or withdraw, or the next upload with this key can finish: all of it is stored where it is
 * absent, under the ids the key fixed. Resolves once the rows are ready. Throws a `Fault`.
 */
export async function acceptUpload(
  parts: ServerParts,
  image: SpooledImage,
  recipe: Recipe,
  signal: AbortSignal,
  idempotencyKey?: string,
): Promise<Accepted> {
  const deadlines = deadlinesOf(parts.config.UPLOAD_SECONDS, parts.storage.local);
  const begin = performance.now();
  const rows = <T>(work: Promise<T>) => inTime(deadlines.rowsMs(performance.now() - begin), work);
  const newImageId = newId();
  const fingerprint = fingerprintOf(image.hash, image.name, recipe);
  const wanted = { scope: uploadScope, fingerprint, imageId: newImageId, taskId: newId(newImageId) };
  const ids = await rows(claimIds(parts, idempotencyKey, wanted));
  if (ids.replayed && (await rows(isDone(parts, ids)))) return ids;
  const { imageId, taskId } = ids;
  const key = `images/${imageId}/${image.hash.slice(0, 32)}.${extensions[image.format]}`;
  const stored = await store(parts, key, image.path, { signal, ms: deadlines.storeMs, shared: idempotencyKey !== undefined });
  const message: TaskMessage = {
    version: 1,
    taskId,
    imageId,
    imageUrl: stored.url,
    key,
    format: image.format,
    bytes: image.bytes,
    pixels: image.pixels,
    recipe,
    createdAt: new Date().toISOString(),
  };
  await record(parts, image, message, deadlines.rowsMs(performance.now() - begin));
  await sendAccepted(parts, message, deadlines.queueMs);
  return ids;
}

/** Nothing is left to do for one that is ready, nor for one whose image was purged meanwhile: its tombstone outlives the key. */
async function isDone({ database }: ServerParts, ids: { imageId: string; taskId: string }): Promise<boolean> {
  if ((await database.tasks.get(ids.taskId))?.ready === true) return true;
  const image = await database.images.get(ids.imageId);
  return image !== null && (image.purgeClaimedAt !== null || image.purgedAt !== null);
}

/** No row names the file yet, so a failure here may take back what it left, unless it is shared with other uploads of the same key. */
async function store(
  { storage, log }: ServerParts,
  key: string,
  path: string,
  deadline: { signal: AbortSignal; ms: number; shared: boolean },
): Promise<StoredFile> {
  const signal = AbortSignal.any([deadline.signal, AbortSignal.timeout(Math.ceil(deadline.ms))]);
  const putting = storage.put(key, path, { signal });
  try {
    // A disk that hangs in a call hears no signal.
    const stored = await within(deadline.ms, putting);
    signal.throwIfAborted();
    return stored;
  } catch (error) {
    const removing = putting.catch(() => undefined).then(() => (deadline.shared ? undefined : storage.remove(key)));
    removing.catch((err: unknown) => log.warn({ err, key }, "a refused upload's file was not removed"));
    await within(takeBackMs, removing).catch(() => undefined);
    await rm(path, { force: true });
    const late = signal.aborted || error instanceof TooLate;
    if (late) throw new Fault("storage_unavailable", "The upload took too long to store; try again.", { cause: error });
    throw toFault(error) ?? error;
  }
}

/**
 * A write that failed or came too late is unknown: it may have been done. So nothing is removed here, whatever happens;
 * recovery finishes what is whole and collects what is not.
 */
async function record({ database }: ServerParts, image: SpooledImage, message: TaskMessage, milliseconds: number): Promise<void> {
  const { imageId, taskId, imageUrl, key, recipe } = message;
  const { name, bytes, width, height, pixels, format } = image;
  const row = { id: imageId, taskId, imageUrl, key, name, bytes, width, height, pixels, format };
  const write = async (): Promise<boolean> => {
    await database.images.insertWithTask(row, { id: taskId, imageId, recipe });
    return database.tasks.markReady(taskId);
  };
  if (!(await inTime(milliseconds, write()))) throw databaseUnavailable();
}

async function inTime<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  try {
    return await within(milliseconds, work);
  } catch (error) {
    if (!(error instanceof DatabaseError || error instanceof TooLate)) throw error;
    throw databaseUnavailable(error);
  }
}
