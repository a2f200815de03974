import type { Event } from "@pixpress/contracts";
import type { ImageRow, TaskRow } from "@pixpress/db";
import { type Address, asStored } from "../addresses.ts";
import { presentTask } from "../tasks/present-task.ts";

/** What a task's row means to whoever watches: the task as it is, or, where its image is deleted, that it is. */
export function eventOf(row: TaskRow, image: Pick<ImageRow, "bytes"> | null | undefined): Event {
  const changedAt = row.changedAt.toISOString();
  if (row.hidden) return { kind: "image.deleted", changedAt, imageId: row.imageId };
  return { kind: "task.changed", changedAt, task: presentTask(row, image?.bytes ?? null, asStored) };
}

/** The event with its addresses made usable for one request. */
export function addressed(event: Event, address: Address): Event {
  if (event.kind !== "task.changed") return event;
  const outputs = event.task.outputs.map((output) => ({ ...output, url: address(output.url) }));
  return { ...event, task: { ...event.task, outputs } };
}
