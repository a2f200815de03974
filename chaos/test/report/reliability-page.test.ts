import { describe, expect, it } from "vitest";
import { countByColumn } from "../../src/check/finding.ts";
import { type Row, withRows } from "../../src/report/reliability-page.ts";

const order = ["first", "second"];
const row = (name: string, accepted: number): Row => ({
  name,
  title: `the ${name} fault`,
  accepted,
  wanted: 100,
  counts: { ...countByColumn([]), lost: 3 },
  slowestSeconds: 12.34,
  injuries: "worker killed 5 times",
  where: "today, here",
});
const page = withRows("# Reliability\n\nWhat it means.\n", [row("second", 20)], order);

describe("the reliability page", () => {
  it("gets its table after what a person wrote", () => {
    expect(page).toMatch(/^# Reliability\n\nWhat it means\.\n\n<!-- /);
    expect(page).toContain(
      "| `second`: the second fault | 20 (100) | 3 | 0 | 0 | 0 | 0 | 0 | 12.3 s | worker killed 5 times | today, here |",
    );
  });

  it("keeps the rows that were not run, in the order of the faults, and what follows the table", () => {
    const both = withRows(`${page}\nMore words.\n`, [row("first", 10)], order);
    expect(both.match(/^\| `\w+`/gm)).toEqual(["| `first`", "| `second`"]);
    expect(both).toMatch(/What it means\.\n\n<!--[^]*<!-- chaos: end -->\n+More words\.\n$/);
  });

  it("has a new run in place of the old one of the same fault, however often it is written", () => {
    const again = withRows(page, [row("second", 30)], order);
    expect(again).toContain("30 (100)");
    expect(again).not.toContain("20 (100)");
    expect(withRows(again, [], order)).toBe(again);
  });

  it("loses the row of a fault that is no more", () => {
    expect(withRows(page, [], ["first"])).not.toContain("`second`");
  });
});
