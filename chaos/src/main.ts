import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { planOf } from "./arguments.ts";
import type { Fault } from "./faults/fault.ts";
import { faults } from "./faults/index.ts";
import { type Row, withRows } from "./report/reliability-page.ts";
import { type Outcome, runFault } from "./run-fault.ts";
import { NotPossibleHere } from "./world/small-disk.ts";
import { defaultWaits, shortWaits } from "./world/waits.ts";
import { byWorld, createWorlds } from "./world/worlds.ts";

const page = new URL("../../docs/reliability.md", import.meta.url);
const mostSentences = 20;
const plan = planOf(process.argv.slice(2), faults);
// By hand each fault has a world of its own, for its row is to be its own.
const worlds = createWorlds(plan.ci ? shortWaits : defaultWaits, plan.ci);
const runs = plan.ci ? byWorld(plan.runs) : plan.runs;
let broken = 0;
let done = 0;

// Whatever was started ends with this process, if only it leaves in order.
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(name, () => process.exit(1));

for (const { fault, n } of runs) {
  if (performance.now() > plan.minutes * 60_000) {
    const left = runs.slice(done).map((run) => run.fault.name);
    console.error(`The ${plan.minutes} minutes are over. Not run: ${left.join(", ")}.`);
    broken += left.length;
    break;
  }
  done += 1;
  console.log(`${fault.name}: ${fault.title}, ${n} uploads ...`);
  if (!(await wentWell(fault, n))) broken += 1;
}
await worlds.close();
process.exit(broken === 0 ? 0 : 1);

async function wentWell(fault: Fault, n: number): Promise<boolean> {
  let right = false;
  try {
    const outcome = await runFault(fault, n, await worlds.enter(fault));
    tell(outcome);
    // A run by hand may be ended before its last fault: what it found until then is written.
    if (!plan.ci) write(outcome);
    right = outcome.wrong.length === 0;
  } catch (error) {
    console.error(`  it could not be run: ${error instanceof Error ? error.message : String(error)}`);
    // CI runs where it is told to run; whoever runs this by hand wants to know.
    if (plan.ci && error instanceof NotPossibleHere) return true;
  } finally {
    await worlds.leave(right);
  }
  return right;
}

function write(outcome: Outcome): void {
  const order = faults.map(({ name }) => name);
  writeFileSync(page, withRows(readFileSync(page, "utf8"), [rowOf(outcome)], order));
}

function tell({ accepted, counts, slowestSeconds, injuries, seconds, wrong }: Outcome): void {
  console.log(
    `  ${accepted} accepted; ${doneBy(injuries)}; slowest recovery ${slowestSeconds?.toFixed(1) ?? "none"} s; ${seconds.toFixed(0)} s in all`,
  );
  console.log(
    `  ${Object.entries(counts)
      .map(([column, count]) => `${column} ${count}`)
      .join(", ")}`,
  );
  for (const sentence of wrong.slice(0, mostSentences)) console.log(`  ${sentence}`);
  if (wrong.length > mostSentences) console.log(`  and ${wrong.length - mostSentences} more`);
}

function rowOf({ fault, accepted, counts, slowestSeconds, injuries, waits, databaseKind }: Outcome): Row {
  const { name, title, n } = fault;
  const machine = `${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? "unknown"})`;
  const database = databaseKind.replace(/ \(.*/, "");
  const where = `${new Date().toISOString().slice(0, 10)}, ${machine}, ${database}, ${waits} waits`;
  return { name, title, accepted, wanted: n, counts, slowestSeconds, injuries: doneBy(injuries), where };
}

function doneBy(injuries: ReadonlyMap<string, number>): string {
  return [...injuries].map(([what, times]) => (times === 1 ? what : `${what} ${times} times`)).join(", ");
}
