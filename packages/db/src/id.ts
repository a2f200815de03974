import { ObjectId } from "bson";

const secondDigits = 8;
/** The newest id that this process made after none. */
let newest = "";

/**
 * A new id, its own in every process, behind the earlier ones of this process even where the clock was set back: lists are in the order of ids.
 * With `after` it sorts behind that one too, whatever the clocks say: its second is then the one after that of `after`, and the rest stays the
 * process's own, so that two who come after the same id do not get the same.
 */
export function newId(after?: string | null): string {
  const fresh = new ObjectId().toHexString();
  const rest = fresh.slice(secondDigits);
  if (after !== undefined && after !== null) return fresh > after ? fresh : secondAfter(after) + rest;
  const sameSecond = newest.slice(0, secondDigits) + rest;
  if (fresh > newest) newest = fresh;
  // The rest counts up, but for once in sixteen million.
  else newest = sameSecond > newest ? sameSecond : secondAfter(newest) + rest;
  return newest;
}

function secondAfter(id: string): string {
  const second = Number.parseInt(id.slice(0, secondDigits), 16) + 1;
  return second.toString(16).padStart(secondDigits, "0");
}
