import type { Attempt } from "@pixpress/contracts";
import type { Tasks } from "../database.ts";
import type { Unguarded } from "../guarded.ts";
import { keptAttempts } from "../kept-attempts.ts";
import type { Clock } from "./clock.ts";
import type { Connection } from "./connection.ts";
import { type TaskRecord, taskColumns, toTaskRow } from "./task-record.ts";

type Progress = "markReady" | "start" | "addAttempt" | "finish" | "close" | "countCrash";

/** Goes with every change that callers see, and with no other. */
const raise = "revision = revision + 1, changed_at = :now";

/** What happens to a task from its set-up to its end. */
export function createTaskProgress(connection: Connection, clock: Clock): Pick<Unguarded<Tasks>, Progress> {
  const get = connection.prepare<TaskRecord>(`SELECT ${taskColumns} FROM tasks WHERE id = :id`);
  const markReady = connection.prepare("UPDATE tasks SET ready = 1 WHERE id = :id");
  const start = connection.prepare(`
    UPDATE tasks SET started_at = :at, run_started_at = :at, ${raise}
    WHERE id = :id AND status = 'pending' AND started_at IS NOT :at`);
  const setAttempts = connection.prepare(`UPDATE tasks SET attempts = :attempts, ${raise} WHERE id = :id AND status = 'pending'`);
  const finish = connection.prepare(`
    UPDATE tasks SET status = :status, reason = :reason, outputs = :outputs, errors = :errors, finished_at = :now,
      started_at = coalesce(:startedAt, started_at), run_started_at = NULL, ${raise}
    WHERE id = :id AND status = 'pending'`);
  const close = connection.prepare("UPDATE tasks SET open = 0 WHERE id = :id");
  const countCrash = connection.prepare(`
    UPDATE tasks SET crashes = crashes + 1, run_started_at = NULL
    WHERE id = :id AND status = 'pending' AND crashes = :crashes AND run_started_at IS :runStartedAt`);

  const pending = (id: string) => {
    const record = get.get({ id });
    return record?.status === "pending" ? record : undefined;
  };
  const rowOf = (record: TaskRecord | undefined) => (record === undefined ? null : toTaskRow(record));

  return {
    markReady: (id) => clock.write(() => markReady.run({ id }) === 1),
    start: (id, at) =>
      clock.write((now) => {
        start.run({ id, at: at.getTime(), now });
        return rowOf(pending(id));
      }),
    addAttempt: (id, attempt) =>
      clock.write((now) => {
        const found = pending(id);
        if (found === undefined) return null;
        const before = JSON.parse(found.attempts) as Attempt[];
        if (before.some((noted) => isSame(noted, attempt))) return toTaskRow(found);
        setAttempts.run({ id, attempts: JSON.stringify([...before, attempt].slice(-keptAttempts)), now });
        return rowOf(pending(id));
      }),
    finish: ({ taskId: id, status, reason, outputs, errors, startedAt }) =>
      clock.write((now) => {
        finish.run({
          id,
          status,
          reason,
          outputs: JSON.stringify(outputs),
          errors: JSON.stringify(errors),
          startedAt: startedAt === null ? null : Date.parse(startedAt),
          now,
        });
        return rowOf(get.get({ id }));
      }),
    close: (id) => void clock.write(() => close.run({ id })),
    countCrash: ({ id, crashes, runStartedAt }) =>
      clock.write(() => countCrash.run({ id, crashes, runStartedAt: runStartedAt?.getTime() ?? null }) === 1),
  };
}

const isSame = (one: Attempt, other: Attempt): boolean =>
  one.at === other.at && one.reason === other.reason && one.message === other.message;
