import { type Column, columns } from "../check/finding.ts";

/** A row of the table: what one run of one fault found. */
export interface Row {
  /** The fault's name and title. */
  readonly name: string;
  readonly title: string;
  readonly accepted: number;
  readonly wanted: number;
  readonly counts: Readonly<Record<Column, number>>;
  readonly slowestSeconds: number | null;
  readonly injuries: string;
  /** Day, machine, the database's kind and the waits. */
  readonly where: string;
}

const begin = "<!-- chaos: this table is written by `npm run chaos` -->";
const end = "<!-- chaos: end -->";
const heads = [
  "fault",
  "N (by hand)",
  "lost",
  "duplicated results",
  "stuck",
  "orphaned files",
  "rows without files",
  "wrong HTTP answers",
  "slowest recovery",
  "what was done",
  "when and where",
];

/** The page with these rows in its table, those of the same fault replaced; `order` are the names of all faults. */
export function withRows(page: string, rows: readonly Row[], order: readonly string[]): string {
  const [before = "", rest = ""] = page.split(begin);
  const [table = "", after = ""] = rest.split(end);
  const lines = new Map(table.split("\n").flatMap((line) => (nameIn(line) === null ? [] : [[nameIn(line), line]])));
  for (const row of rows) lines.set(row.name, lineOf(row));
  const sorted = order.flatMap((name) => lines.get(name) ?? []);
  const head = [`| ${heads.join(" | ")} |`, `|${heads.map(() => "---|").join("")}`];
  return [before.trimEnd(), "", begin, ...head, ...sorted, end, after.trimStart()].join("\n");
}

const nameIn = (line: string): string | null => /^\| `([a-z-]+)`/.exec(line)?.[1] ?? null;

function lineOf({ name, title, accepted, wanted, counts, slowestSeconds, injuries, where }: Row): string {
  const slowest = slowestSeconds === null ? "none" : `${slowestSeconds.toFixed(1)} s`;
  const cells = [`\`${name}\`: ${title}`, `${accepted} (${wanted})`, ...columns.map((column) => counts[column]), slowest, injuries, where];
  return `| ${cells.join(" | ")} |`;
}
