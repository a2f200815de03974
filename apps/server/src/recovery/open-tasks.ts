import type { TaskRow } from "@pixpress/db";
import type { ServerParts } from "../parts.ts";
import { before } from "./before.ts";
import { healTask } from "./heal-task.ts";

const batch = 100;
/** When so many in a row could not be healed it is the surroundings, not the tasks. */
const patience = 3;
/** Later than any clock was ever set. */
const endOfTime = new Date(8_640_000_000_000_000);

interface OpenTasksPass {
  readonly now: Date;
  /** Take every task that is open now whatever its age, to the last one: right where no other process works on them. */
  readonly everyAge: boolean;
  readonly signal: AbortSignal;
}

/** Looks after tasks that are not wholly finished, the least lately looked at first. */
export async function healOpenTasks(parts: ServerParts, { now, everyAge, signal }: OpenTasksPass): Promise<void> {
  const createdBefore = everyAge ? endOfTime : before(now, parts.config.RECOVERY_AGE_SECONDS);
  const looked = new Set<string>();
  let rows: TaskRow[];
  do {
    rows = (await parts.database.tasks.open(createdBefore, batch)).filter(({ id }) => !looked.has(id));
    for (const { id } of rows) looked.add(id);
    await healEach(parts, rows, now, signal);
  } while (everyAge && rows.length > 0 && !signal.aborted);
}

async function healEach(parts: ServerParts, rows: readonly TaskRow[], now: Date, signal: AbortSignal): Promise<void> {
  let failures = 0;
  for (const row of rows) {
    if (signal.aborted) return;
    try {
      await healTask(parts, row, now);
      failures = 0;
    } catch (err) {
      // A port that errs is no answer: the task waits for the next pass.
      parts.log.warn({ err, taskId: row.id }, "an open task could not be looked after");
      failures += 1;
      if (failures >= patience) throw err;
    }
  }
}
