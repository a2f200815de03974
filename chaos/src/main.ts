import { planOf } from "./arguments.ts";
import { faults } from "./faults/index.ts";
import { type Outcome, runFault } from "./run-fault.ts";
import { defaultWaits, shortWaits } from "./world/waits.ts";

const plan = planOf(process.argv.slice(2), faults);
const mostSentences = 20;
let broken = 0;

for (const { fault, n } of plan.runs) {
  console.log(`${fault.name}: ${fault.title}, ${n} uploads ...`);
  const outcome = await runFault(fault, n, plan.ci ? shortWaits : defaultWaits);
  tell(outcome);
  if (outcome.wrong.length > 0) broken += 1;
}
process.exit(broken === 0 ? 0 : 1);

function tell({ accepted, counts, slowestSeconds, injuries, seconds, wrong }: Outcome): void {
  const done = [...injuries].map(([what, times]) => `${what} ${times} times`).join(", ");
  console.log(
    `  ${accepted} accepted; ${done}; slowest recovery ${slowestSeconds?.toFixed(1) ?? "none"} s; ${seconds.toFixed(0)} s in all`,
  );
  console.log(
    `  ${Object.entries(counts)
      .map(([column, count]) => `${column} ${count}`)
      .join(", ")}`,
  );
  for (const sentence of wrong.slice(0, mostSentences)) console.log(`  ${sentence}`);
  if (wrong.length > mostSentences) console.log(`  and ${wrong.length - mostSentences} more`);
}
