import type { SearchedFormat, Trial } from "./quality.ts";

/** Every trial of one set, target and codec. */
export interface Figures {
  readonly set: string;
  readonly target: number;
  readonly format: SearchedFormat;
  readonly trials: readonly Trial[];
}

/** What is to be reached (issue 6): the CPU by codec, for JPEG by set. */
const goals = { p90: 1, max: 2, under: -0.5 };
const cpuGoal = (set: string, target: number, format: SearchedFormat): number => {
  if (format !== "jpeg") return 2.5;
  return target <= 70 ? 2.3 : set === "kodak" ? 2 : 1.75;
};

/** Prints the table and answers whether every figure was reached. */
export function tellFigures(all: readonly Figures[]): boolean {
  console.log(
    "| set | T | codec | images | error p50 / p90 / max | worst under | floor | unreachable | CPU over decode + one encode | goal | |",
  );
  console.log("|---|---|---|---|---|---|---|---|---|---|---|");
  return all.map(tell).every(Boolean);
}

function tell({ set, target, format, trials }: Figures): boolean {
  const found = trials.filter(({ output, beyondReach }) => output.search !== "floor" && !beyondReach);
  const errors = found.map(({ score }) => Math.abs(score - target)).toSorted((a, b) => a - b);
  const under = Math.min(0, ...found.map(({ score }) => score - target));
  const cpu = sum(trials.map(({ cpuSeconds }) => cpuSeconds)) / sum(trials.map(({ plainCpuSeconds }) => plainCpuSeconds));
  const goal = cpuGoal(set, target, format);
  const good = at(errors, 0.9) <= goals.p90 && at(errors, 1) <= goals.max && under >= goals.under && cpu <= goal;
  const spread = [0.5, 0.9, 1].map((share) => at(errors, share).toFixed(2)).join(" / ");
  const floors = trials.filter(({ output }) => output.search === "floor").length;
  const counts = `${floors} | ${trials.filter(({ beyondReach }) => beyondReach).length}`;
  const cost = `${cpu.toFixed(2)} | ${goal}`;
  console.log(
    `| ${set} | ${target} | ${format} | ${trials.length} | ${spread} | ${under.toFixed(2)} | ${counts} | ${cost} | ${good ? "reached" : "missed"} |`,
  );
  return good;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
