import { hideImage } from "../images/delete-image.ts";
import type { ServerParts } from "../parts.ts";
import { before } from "./before.ts";

const batch = 100;

/** Deletes, as a caller would, what is older than `RETENTION_DAYS`; 0 keeps everything. */
export async function deleteExpired(parts: ServerParts, now: Date, signal: AbortSignal): Promise<void> {
  const { database, config } = parts;
  if (config.RETENTION_DAYS === 0) return;
  for (const { id } of await database.images.createdBefore(before(now, config.RETENTION_DAYS * 86_400), batch)) {
    if (signal.aborted) return;
    await hideImage(parts, id);
  }
}
