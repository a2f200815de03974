import { candidatesTable } from "./candidates-table.ts";
import { collect } from "./collect.ts";
import { equalScoreTable } from "./equal-score-table.ts";
import { drawPlots } from "./plot.ts";
import { presetsTable } from "./presets-table.ts";
import { tellSection } from "./section.ts";

/**
 * Bytes and scores beside the common defaults and the tools Debian has, at equal score by two metrics, with plots. `QUALITY_EVERY=n` takes every nth
 * image, `QUALITY_SETS` some sets. What was made of a picture is remembered outside the repository: a run that was cut short goes on.
 */
export async function benchProof(): Promise<boolean> {
  const collected = await collect();
  tellSection("presets", presetsTable(collected));
  tellSection("equal score", equalScoreTable(collected));
  tellSection("candidates", candidatesTable(collected));
  drawPlots(collected);
  return true;
}
