import type { ServerParts } from "../parts.ts";
import { clearDeadJobs } from "./dead-jobs.ts";
import { removeExpiredKeys } from "./expired-keys.ts";
import { healOpenTasks } from "./open-tasks.ts";
import { createOrphanWalk } from "./orphans.ts";
import { purgeDeleted } from "./purge.ts";
import { deleteExpired } from "./retention.ts";
import { createTimerLoop, type Loop } from "./timer-loop.ts";
import { visitTombstones } from "./tombstones.ts";

/** One question of a pass. `now` is the database's clock. */
interface Step {
  readonly name: string;
  run(parts: ServerParts, now: Date, signal: AbortSignal): Promise<void>;
}

/** The pass that heals what a crash left between any two steps, again and again. */
export function createRecovery(parts: ServerParts): Loop {
  return createTimerLoop(parts.config.RECOVERY_SECONDS, createPass(parts));
}

/** One pass, made of bounded steps that fail each on its own; it answers whether all went well. What one leaves the next goes on with. */
export function createPass(parts: ServerParts): (signal: AbortSignal) => Promise<boolean> {
  const orphans = createOrphanWalk(parts.config.ORPHAN_SECONDS);
  let firstPass = parts.alone;
  const steps: readonly Step[] = [
    // First, so that a task whose job was dead is missing when it is looked at.
    { name: "dead jobs", run: clearDeadJobs },
    {
      name: "open tasks",
      async run(_, now, signal) {
        await healOpenTasks(parts, { now, everyAge: firstPass, signal });
        firstPass = false;
      },
    },
    { name: "retention", run: deleteExpired },
    { name: "purges", run: purgeDeleted },
    { name: "tombstones", run: visitTombstones },
    { name: "expired keys", run: removeExpiredKeys },
    { name: "orphans", run: orphans },
  ];
  return (signal) => pass(parts, steps, signal);
}

async function pass(parts: ServerParts, steps: readonly Step[], signal: AbortSignal): Promise<boolean> {
  let well = true;
  for (const step of steps) {
    if (signal.aborted) break;
    try {
      await step.run(parts, await parts.database.now(), signal);
    } catch (err) {
      well = false;
      parts.log.warn({ err, step: step.name }, "a step of recovery failed; the next pass tries again");
    }
  }
  return well;
}
