import type { Attempt, Output, OutputError, Recipe, TaskStatus } from "@pixpress/contracts";
import type { TaskRow } from "../rows.ts";
import { type Moment, momentOf } from "./moment.ts";

/** A row of the table `tasks`. */
export interface TaskRecord {
  readonly id: string;
  readonly image_id: string;
  readonly status: TaskStatus;
  readonly recipe: string;
  readonly created_at: number;
  readonly changed_at: number;
  readonly started_at: Moment;
  readonly finished_at: Moment;
  readonly revision: number;
  readonly reason: string | null;
  readonly attempts: string;
  readonly outputs: string;
  readonly errors: string;
  readonly ready: number;
  readonly open: number;
  readonly hidden: number;
  readonly crashes: number;
  readonly run_started_at: Moment;
}

export const taskColumns =
  "id, image_id, status, recipe, created_at, changed_at, started_at, finished_at, revision, reason, attempts, outputs, errors, " +
  "ready, open, hidden, crashes, run_started_at";

/** The row as the port speaks of it. */
export function toTaskRow(record: TaskRecord): TaskRow {
  const { id, status, revision, reason, crashes } = record;
  const changedAt = new Date(record.changed_at);
  return {
    id,
    imageId: record.image_id,
    status,
    recipe: JSON.parse(record.recipe) as Recipe,
    createdAt: new Date(record.created_at),
    updatedAt: changedAt,
    changedAt,
    startedAt: momentOf(record.started_at),
    finishedAt: momentOf(record.finished_at),
    revision,
    reason,
    attempts: JSON.parse(record.attempts) as Attempt[],
    outputs: JSON.parse(record.outputs) as Output[],
    errors: JSON.parse(record.errors) as OutputError[],
    ready: record.ready === 1,
    open: record.open === 1,
    hidden: record.hidden === 1,
    crashes,
    runStartedAt: momentOf(record.run_started_at),
  };
}
