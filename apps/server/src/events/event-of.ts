import { type Event, isSmall } from "@pixpress/contracts";
import type { Lane } from "@pixpress/contracts/limits";
import type { ImageRow, TaskRow } from "@pixpress/db";
import { type Address, asStored } from "../addresses.ts";
import { presentTask } from "../tasks/present-task.ts";

/** What is told of its image. */
type Told = Pick<ImageRow, "bytes" | "pixels" | "format">;

/** What a task's row means to whoever watches: the task as it is, or, where its image is deleted, that it is. */
export function eventOf(row: TaskRow, image: Told | null | undefined): Event {
  const changedAt = row.changedAt.toISOString();
  if (row.hidden) return { kind: "image.deleted", changedAt, imageId: row.imageId };
  return { kind: "task.changed", changedAt, task: presentTask(row, image?.bytes ?? null, asStored), ...laneOf(row, image) };
}

/** Which lane it came by; of a row of an older service nobody knows. */
function laneOf({ recipe }: TaskRow, image: Told | null | undefined): { lane?: Lane } {
  const { pixels = null, format = null } = image ?? {};
  if (recipe === null || pixels === null || format === null) return {};
  return { lane: isSmall({ pixels, format, recipe }) ? "small" : "large" };
}

/** By event, what was made of it by each address: a thousand watchers are told one object. */
const made = new WeakMap<Event, WeakMap<Address, Event>>();

/** The event as a caller gets it: its addresses made usable for one request, and what only servers need left out. The same address gives the same object. */
export function addressed(event: Event, address: Address): Event {
  if (event.kind !== "task.changed") return event;
  const byAddress = made.get(event) ?? new WeakMap<Address, Event>();
  made.set(event, byAddress);
  const known = byAddress.get(address);
  if (known !== undefined) return known;
  const { lane: _lane, ...told } = event;
  const outputs = told.task.outputs.map((output) => ({ ...output, url: address(output.url) }));
  const own: Event = { ...told, task: { ...told.task, outputs } };
  byAddress.set(address, own);
  return own;
}
