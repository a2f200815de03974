import { type Deletion, Fault } from "@pixpress/contracts";
import { announce } from "../events/announce.ts";
import { eventOf } from "../events/event-of.ts";
import type { ServerParts } from "../parts.ts";
import { imageNotFound, visibleImage } from "./visible.ts";

/** Hides the image and its tasks at once; it can be undone until the purge takes it. Throws a `Fault` (404) where none is visible. */
export async function deleteImage(parts: ServerParts, id: string): Promise<Deletion> {
  await visibleImage(parts.database, id);
  const deletedAt = await hideImage(parts, id);
  if (deletedAt === null) throw imageNotFound();
  return { imageId: id, undoUntil: new Date(deletedAt.getTime() + parts.config.UNDO_SECONDS * 1000).toISOString() };
}

/** The deletion itself and its notice; null where there was nothing to delete. */
export async function hideImage(parts: ServerParts, id: string): Promise<Date | null> {
  const row = await parts.database.images.delete(id);
  if (row?.deletedAt == null) return null;
  await announce(parts, { kind: "image.deleted", changedAt: row.deletedAt.toISOString(), imageId: id });
  return row.deletedAt;
}

/** Shows a deleted image again. Throws a `Fault`: 409 where the purge has begun, 404 where there is nothing to undo. */
export async function undoDeletion(parts: ServerParts, id: string): Promise<void> {
  const outcome = await parts.database.images.undo(id);
  if (outcome === "not_found") throw imageNotFound();
  if (outcome === "too_late") throw new Fault("undo_too_late", "The image is gone for good: its deletion can no longer be undone.");
  const [now, image, tasks] = await Promise.all([parts.database.now(), parts.database.images.get(id), parts.database.tasks.ofImage(id)]);
  // One that ended while its image was hidden was told as a deletion only.
  await Promise.all(tasks.map((task) => announce(parts, eventOf(task, image))));
  await announce(parts, { kind: "image.restored", changedAt: now.toISOString(), imageId: id });
}
