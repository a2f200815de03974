import { readFile, writeFile } from "node:fs/promises";
import { crc32 } from "node:zlib";
import type { InputFormat } from "@pixpress/contracts";
import { places } from "./mark-places.ts";

const says = /^pixpress (\d+(?:\.\d+)?) ([0-9a-f]{8})$/;
const sum = (bytes: Buffer): string => crc32(bytes).toString(16).padStart(8, "0");

/** A file of ours that lost something: what it was before it was marked, and the score it was made for. */
export interface Marked {
  readonly bare: Buffer;
  readonly target: number;
}

export const canBeMarked = (format: InputFormat): boolean => places[format] !== undefined;

/** Writes into a file the score it was made for: a few bytes that no decoder minds. A format without a place for it stays bare. */
export function mark(format: InputFormat, file: Buffer, target: number): Buffer {
  const place = places[format];
  const bare = place?.prepare(file) ?? null;
  if (place === undefined || bare === null) return file;
  return place.insert(bare, `pixpress ${target} ${sum(bare)}`);
}

/** Reads the mark of a file; null where it has none, or was changed since. */
export function readMark(format: InputFormat, file: Buffer): Marked | null {
  const found = places[format]?.find(file) ?? null;
  const [, target, checked] = found === null ? [] : (says.exec(found.text) ?? []);
  return found !== null && checked === sum(found.bare) ? { bare: found.bare, target: Number(target) } : null;
}

/** Marks a file where it lies. Returns what it weighs then. */
export async function markFile(format: InputFormat, path: string, target: number): Promise<number> {
  const marked = mark(format, await readFile(path), target);
  await writeFile(path, marked);
  return marked.length;
}
