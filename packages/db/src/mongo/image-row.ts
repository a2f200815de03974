import type { ImageRow } from "../rows.ts";
import type { ImageDocument } from "./documents.ts";

/** The row as the port speaks of it. `newestTaskId`: for an image that names none. */
export function toImageRow(document: ImageDocument, newestTaskId: string | null): ImageRow {
  // An id's first four bytes are the second it was made in: the best that is known where nothing was written.
  const createdAt = document.createdAt ?? document._id.getTimestamp();
  return {
    id: document._id.toHexString(),
    imageUrl: document.imageUrl,
    compressedUrl: document.compressedUrl ?? null,
    compressedTaskId: document.compressedTaskId?.toHexString() ?? null,
    outputs: document.outputs ?? [],
    taskId: document.taskId?.toHexString() ?? newestTaskId,
    key: document.key ?? null,
    name: document.name ?? null,
    bytes: document.bytes ?? null,
    width: document.width ?? null,
    height: document.height ?? null,
    pixels: document.pixels ?? null,
    format: document.format ?? null,
    createdAt,
    updatedAt: document.updatedAt ?? createdAt,
    deletedAt: document.deletedAt ?? null,
    purgeClaimedAt: document.purgeClaimedAt ?? null,
    purgedAt: document.purgedAt ?? null,
  };
}
