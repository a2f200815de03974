import { ObjectId } from "bson";

/**
 * A new id, its own in every process; with `after`, one that sorts behind it whatever the clocks say: its second is then the one
 * after that of `after`, and the rest stays the process's own, so that two who come after the same id do not get the same.
 */
export function newId(after?: string | null): string {
  const fresh = new ObjectId().toHexString();
  if (after === undefined || after === null || fresh > after) return fresh;
  const second = Number.parseInt(after.slice(0, 8), 16) + 1;
  return second.toString(16).padStart(8, "0") + fresh.slice(8);
}
