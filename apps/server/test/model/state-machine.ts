import type { TaskResult } from "@pixpress/contracts";
import type { ImageRow, TaskRow } from "@pixpress/db";
import { asStored } from "../../src/addresses.ts";
import { presentTask } from "../../src/tasks/present-task.ts";

/** What may make a row move. */
export type Cause = "upload" | "create" | "deliver" | "recover" | "delete" | "undo";

/** Everything that is known of some images and tasks at one moment; null where there is no row. */
export interface Snapshot {
  readonly images: ReadonlyMap<string, ImageRow | null>;
  readonly tasks: ReadonlyMap<string, TaskRow | null>;
  readonly results: ReadonlyMap<string, TaskResult | null>;
}

/** A row did what the design forbids. */
export class IllegalTransition extends Error {}

export type ImageState = "unborn" | "visible" | "deleted" | "claimed" | "tombstone" | "gone";
type TaskState = "unborn" | "unready" | "waiting" | "started" | "final" | "gone";
type Moves<S extends string> = Readonly<Record<S, Readonly<Partial<Record<S, readonly Cause[]>>>>>;

/** The life of an image: a caller hides it and shows it again, recovery alone takes it away, and nothing comes back from the grave. */
const imageMoves: Moves<ImageState> = {
  unborn: { visible: ["upload"] },
  visible: { deleted: ["delete"], claimed: ["recover"] },
  deleted: { visible: ["undo"], claimed: ["recover"] },
  claimed: { tombstone: ["recover"] },
  tombstone: { gone: ["recover"] },
  gone: {},
};

/** The life of a task: one way, by those whose business it is. */
const taskMoves: Moves<TaskState> = {
  unborn: { unready: ["upload", "create"] },
  unready: { waiting: ["upload", "create", "recover"], gone: ["create", "recover"] },
  waiting: { started: ["deliver"], final: ["deliver", "recover"], gone: ["recover"] },
  started: { final: ["deliver", "recover"], gone: ["recover"] },
  final: { gone: ["recover"] },
  gone: {},
};

export function imageState(row: ImageRow | null | undefined, born: boolean): ImageState {
  if (row == null) return born ? "gone" : "unborn";
  if (row.purgedAt !== null) return "tombstone";
  if (row.purgeClaimedAt !== null) return "claimed";
  return row.deletedAt === null ? "visible" : "deleted";
}

function taskState(row: TaskRow | null | undefined, born: boolean): TaskState {
  if (row == null) return born ? "gone" : "unborn";
  if (row.status !== "pending") return "final";
  if (!row.ready) return "unready";
  return row.startedAt === null ? "waiting" : "started";
}

/** Throws an `IllegalTransition` where something in `after` cannot have become of `before` by these causes. */
export function checkStep(before: Snapshot, after: Snapshot, causes: ReadonlySet<Cause>, answered: ReadonlySet<string>): void {
  for (const [id, row] of after.images) checkImage(id, before.images.get(id), row, { causes, answered });
  for (const [id, row] of after.tasks) checkTask(id, before, after, row, causes);
}

interface Step {
  readonly causes: ReadonlySet<Cause>;
  readonly answered: ReadonlySet<string>;
}

function checkImage(id: string, was: ImageRow | null | undefined, is: ImageRow | null, { causes, answered }: Step): void {
  const [from, to] = [imageState(was, was !== undefined), imageState(is, was !== undefined)];
  assert(leads(imageMoves, from, to, causes), `image ${id} went from ${from} to ${to} by ${[...causes].join(", ") || "nothing"}`);
  const promised = answered.has(id) && from === "visible" && !causes.has("delete");
  assert(!promised || to === "visible", `image ${id}, promised to its caller and deleted by nobody, is ${to}`);
  if (was == null || is == null || is.purgedAt !== null) return;
  assert((is.compressedTaskId ?? "") >= (was.compressedTaskId ?? ""), `image ${id} went back to an older task's outputs`);
  assert((is.taskId ?? "") >= (was.taskId ?? ""), `image ${id} went back to an older task`);
}

function checkTask(id: string, before: Snapshot, after: Snapshot, is: TaskRow | null, causes: ReadonlySet<Cause>): void {
  const was = before.tasks.get(id);
  const [from, to] = [taskState(was, was !== undefined), taskState(is, was !== undefined)];
  assert(leads(taskMoves, from, to, causes), `task ${id} went from ${from} to ${to} by ${[...causes].join(", ") || "nothing"}`);
  checkResult(id, before, after, is);
  if (was == null || is == null) return;
  const same = contentOf(was) === contentOf(is);
  assert(is.revision > was.revision || (same && is.revision === was.revision), `task ${id} changed and its revision did not grow`);
  assert(is.revision === was.revision ? +is.changedAt === +was.changedAt : is.changedAt >= was.changedAt, `task ${id}: changedAt`);
  assert(is.crashes >= was.crashes, `task ${id} forgot a crash`);
  assert(is.attempts.length >= was.attempts.length, `task ${id} forgot an attempt`);
  assert(was.open || !is.open, `task ${id} was opened again`);
  assert(is.open || is.status !== "pending", `task ${id} was closed while pending`);
  assert(was.status === "pending" || answerOf(was) === answerOf(is), `task ${id} is final and its answer changed`);
}

/** The first result stands; the row says what it says; both go only with their image. */
function checkResult(id: string, before: Snapshot, after: Snapshot, row: TaskRow | null): void {
  const [was, is] = [before.results.get(id) ?? null, after.results.get(id) ?? null];
  const imageId = row?.imageId ?? was?.imageId ?? is?.imageId ?? "";
  const going = ["claimed", "tombstone", "gone"].includes(imageState(after.images.get(imageId), true));
  if (was !== null) assert(is === null ? going : JSON.stringify(is) === JSON.stringify(was), `the stored result of task ${id} changed`);
  if (row === null || row.status === "pending" || going) return;
  const told =
    is !== null && row.status === is.status && row.reason === is.reason && JSON.stringify(row.outputs) === JSON.stringify(is.outputs);
  assert(told, `task ${id} is ${row.status}, which its stored result does not say`);
}

/** Whether a row can have come that far, by moves of these causes alone. */
function leads<S extends string>(moves: Moves<S>, from: S, to: S, causes: ReadonlySet<Cause>): boolean {
  const reached = [from];
  for (const state of reached) {
    if (state === to) return true;
    for (const [next, by] of Object.entries(moves[state]) as [S, readonly Cause[]][]) {
      if (by.some((cause) => causes.has(cause)) && !reached.includes(next)) reached.push(next);
    }
  }
  return false;
}

/** What callers see of a task, its hiding included: whatever changes of it raises the revision. */
const contentOf = (row: TaskRow): string => JSON.stringify([presentTask(row, null, asStored), row.hidden]);
const answerOf = ({ status, reason, outputs, errors, finishedAt }: TaskRow): string =>
  JSON.stringify([status, reason, outputs, errors, finishedAt]);

function assert(holds: boolean, sentence: string): asserts holds {
  if (!holds) throw new IllegalTransition(sentence);
}
