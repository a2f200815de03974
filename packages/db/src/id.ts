import { ObjectId } from "bson";

/** A new id; with `after`, one that sorts behind it whatever the clocks say. */
export function newId(after?: string | null): string {
  const fresh = new ObjectId().toHexString();
  if (after === undefined || after === null || fresh > after) return fresh;
  return (BigInt(`0x${after}`) + 1n).toString(16).padStart(24, "0");
}
