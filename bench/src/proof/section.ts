import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../corpus.ts";
import { setNames } from "./originals.ts";

const page = join(root, "docs/quality.md");
const wantedSets = process.env["QUALITY_SETS"]?.split(",");

/** True where only some pictures of a set are taken: nothing is written then. */
export const takesPart = process.env["QUALITY_EVERY"] !== undefined;

/**
 * Prints a table, and puts it into `docs/quality.md` between the two comments that bear its name. Where only some sets were taken,
 * the rows of the others stay as they are.
 */
export function tellSection(name: string, text: string): void {
  console.log(`\n${name}\n\n${text}`);
  if (takesPart) return;
  const [start, end] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`];
  const before = readFileSync(page, "utf8");
  const [from, to] = [before.indexOf(start), before.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${page} has no place for ${name}: ${start} … ${end}`);
  const old = before.slice(from + start.length, to).trim();
  writeFileSync(
    page,
    `${before.slice(0, from + start.length)}\n${wantedSets === undefined ? text : withOthers(old, text)}\n${before.slice(to)}`,
  );
}

/** A table with the old one's rows of sets that it has nothing of, in the order of the sets. */
function withOthers(old: string, text: string): string {
  const [head = "", rule, ...rows] = text.split("\n");
  if (setOf(head) !== "set") return text;
  const taken = new Set(rows.map(setOf));
  const kept = old.split("\n").filter((row) => setNames.some((set) => set === setOf(row)) && !taken.has(setOf(row)));
  const ordered = setNames.flatMap((set) => [...kept, ...rows].filter((row) => setOf(row) === set));
  return [head, rule, ...ordered].join("\n");
}

const setOf = (row: string): string | undefined => row.split("|")[1]?.trim();
