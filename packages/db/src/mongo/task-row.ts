import type { TaskRow } from "../rows.ts";
import type { TaskDocument } from "./documents.ts";

/** The row as the port speaks of it. What an older service wrote is nobody's to set up or to look after: ready and not open. */
export function toTaskRow(document: TaskDocument): TaskRow {
  const createdAt = document.createdAt ?? document._id.getTimestamp();
  const updatedAt = document.updatedAt ?? createdAt;
  return {
    id: document._id.toHexString(),
    imageId: document.imageId.toHexString(),
    status: document.status ?? "pending",
    recipe: document.recipe ?? null,
    createdAt,
    updatedAt,
    changedAt: document.changedAt ?? updatedAt,
    startedAt: document.startedAt ?? null,
    finishedAt: document.finishedAt ?? null,
    revision: document.revision ?? 0,
    reason: document.reason ?? null,
    attempts: document.attempts ?? [],
    outputs: document.outputs ?? [],
    errors: document.errors ?? [],
    ready: document.ready ?? true,
    open: document.open ?? false,
    hidden: document.hidden ?? false,
    crashes: document.crashes ?? 0,
    runStartedAt: document.runStartedAt ?? null,
  };
}
