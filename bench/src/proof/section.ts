import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../corpus.ts";

const page = join(root, "docs/quality.md");

/**
 * Prints a table, and puts it into `docs/quality.md` between the two comments that bear its name; not where only some of the corpus was taken.
 */
export function tellSection(name: string, text: string): void {
  console.log(`\n${name}\n\n${text}`);
  if (process.env["QUALITY_EVERY"] !== undefined || process.env["QUALITY_SETS"] !== undefined) return;
  const [start, end] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`];
  const before = readFileSync(page, "utf8");
  const [from, to] = [before.indexOf(start), before.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${page} has no place for ${name}: ${start} … ${end}`);
  writeFileSync(page, `${before.slice(0, from + start.length)}\n${text}\n${before.slice(to)}`);
}
