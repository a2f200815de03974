import type { Index } from "../../src/mongo/indexes.ts";

type Filter = Readonly<Record<string, unknown>>;
type Sort = Readonly<Record<string, 1 | -1>>;

/** A term that pins a field to one value, or to none. */
const isEquality = (term: unknown): boolean => !isRange(term) && !(typeof term === "object" && term !== null && "$in" in term);
const isRange = (term: unknown): boolean =>
  typeof term === "object" &&
  term !== null &&
  !isAbsence(term) &&
  ["$lt", "$lte", "$gt", "$gte", "$exists"].some((operator) => operator in term);
const isAbsence = (term: object): boolean => "$exists" in term && term.$exists === false;

/**
 * The index that answers a query, sorting nothing. A page (`whole`) is answered from it alone: no document is read that is not of the
 * page. Otherwise the rest of the filter may be checked on the few documents that its first fields pin.
 */
export function indexFor(all: readonly Index[], query: { filter: Filter; sort?: Sort; whole: boolean }): Index | undefined {
  return all.find((index) => holds(index, query.filter) && (!query.whole || knows(index, query.filter)) && leads(index, query));
}

/** Every document that the filter wants is in the index. */
function holds({ only = {} }: Index, filter: Filter): boolean {
  return Object.entries(only).every(([field, term]) => {
    const wanted = filter[field];
    return JSON.stringify(wanted) === JSON.stringify(term) || (wanted !== null && isRange(wanted) && isRange(term));
  });
}

/** The index tells all that the filter asks. */
const knows = ({ key, only = {} }: Index, filter: Filter): boolean => Object.keys(filter).every((field) => field in only || field in key);

/** First come the pinned fields, then the order; without an order, at least one field of the filter. */
function leads({ key, only = {} }: Index, { filter, sort = {} }: { filter: Filter; sort?: Sort }): boolean {
  const pinned = Object.keys(filter).filter((field) => field in key && !(field in only) && isEquality(filter[field]));
  const fields = Object.keys(key);
  const first = fields.slice(0, pinned.length);
  const then = fields.slice(pinned.length);
  const order = Object.entries(sort);
  const forward = order.every(([field, direction], n) => then[n] === field && key[field] === direction);
  const backward = order.every(([field, direction], n) => then[n] === field && key[field] === -direction);
  const narrowed = order.length > 0 || fields[0] === undefined || fields[0] in filter;
  return pinned.every((field) => first.includes(field)) && (forward || backward) && narrowed;
}
