import type { ResultMessage } from "@pixpress/contracts";
import type { TaskRow } from "@pixpress/db";
import type { Outcome } from "./operations.ts";
import type { Places, Service } from "./service.ts";
import { type Cause, IllegalTransition, imageState, type Snapshot } from "./state-machine.ts";

/** An operation that nothing disturbed: what was there before it and after, and what its caller learned. */
export interface Done {
  readonly outcome: Outcome;
  readonly before: Snapshot;
  readonly after: Snapshot;
  readonly placesBefore: Places;
  readonly placesAfter: Places;
}

/** Deaths of workers after which a task is given up. */
const mostCrashes = 5;

interface Ids {
  readonly imageId: string;
  readonly taskId: string;
}

const idsOf = ({ outcome }: Done): Ids | null => (outcome.kind === "answered" ? (outcome.value as Ids) : null);
const stateIn = ({ images }: Snapshot, id: string) => imageState(images.get(id), images.has(id));

/** An accepted task is on its way; a refusal is for a key that was used for something else. */
export async function accepted(service: Service, done: Done): Promise<void> {
  const ids = idsOf(done);
  if (ids === null) return assert(refusal(done) === "idempotency_key_reused", `an upload was ${refusal(done)}`);
  // One that an earlier upload began is that one's, and may be anywhere by now.
  const isNew = stateIn(done.before, ids.imageId) === "unborn";
  if (isNew) await onItsWay(service, done.after, ids.taskId);
}

export async function created(service: Service, done: Done, imageId: string): Promise<void> {
  const ids = idsOf(done);
  const visible = stateIn(done.before, imageId) === "visible";
  if (ids === null) return assert(!visible && refusal(done) === "not_found", `a task of a visible image was ${refusal(done)}`);
  assert(visible, "a task was created for an image that nobody sees");
  assert((done.after.images.get(imageId)?.taskId ?? "") >= ids.taskId, "a new task is not its image's newest");
  if (!done.before.tasks.has(ids.taskId)) await onItsWay(service, done.after, ids.taskId);
}

export function deleted(done: Done, imageId: string): void {
  const visible = stateIn(done.before, imageId) === "visible";
  assert(visible ? done.outcome.kind === "answered" : refusal(done) === "not_found", `a deletion was ${refusal(done)}`);
  if (visible) assert(stateIn(done.after, imageId) === "deleted", "a deleted image is not hidden");
}

export function undone(done: Done, imageId: string): void {
  const from = stateIn(done.before, imageId);
  const wanted = {
    visible: "answered",
    deleted: "answered",
    claimed: "undo_too_late",
    tombstone: "undo_too_late",
    gone: "not_found",
    unborn: "not_found",
  };
  assert(refusal(done) === wanted[from], `the undo of an image that was ${from} was ${refusal(done)}`);
}

/** An undo that was answered has won, whatever else went on: only another deletion hides the image again. */
export function won(done: Done, imageId: string, causes: readonly Cause[]): void {
  if (done.outcome.kind !== "answered" || causes.includes("delete")) return;
  assert(stateIn(done.after, imageId) === "visible", `image ${imageId} was given back and is ${stateIn(done.after, imageId)}`);
}

/** A result makes its task final, or, where it is already, changes nothing; news is written while the task is pending. */
export function delivered(done: Done): void {
  const message = done.outcome.kind === "answered" ? (done.outcome.value as ResultMessage | null) : null;
  assert(message !== null, "a result that waited did not come");
  const [was, is] = [done.before.tasks.get(message.taskId), done.after.tasks.get(message.taskId)];
  if (was == null) return assert(is == null, "a result made a task");
  const news = was.status === "pending" && !isNoted(was, message) ? 1 : 0;
  assert(is?.revision === was.revision + news, `${message.kind} raised the revision of a task that was ${was.status}`);
  if (message.kind !== "finished") return;
  assert(is.status !== "pending" && !is.open, "a result came and its task is not finished");
  const stands = done.before.results.get(message.taskId) ?? message;
  assert(is.status === stands.status && JSON.stringify(is.outputs) === JSON.stringify(stands.outputs), "not the first result stands");
}

/** News that comes again is no news. */
function isNoted({ startedAt, attempts }: TaskRow, message: ResultMessage): boolean {
  if (message.kind === "started") return startedAt?.toISOString() === message.at;
  return message.kind === "attempt_failed" && attempts.some(({ at, reason }) => at === message.at && reason === message.reason);
}

/** After one pass no task of a visible image is in none of the queues, nothing final is open, and no deletion is left that can no longer be undone. */
export async function recovered(service: Service, done: Done, purges: boolean): Promise<void> {
  assert(done.outcome.kind === "answered" && done.outcome.value === true, "a pass that nothing disturbed did not go well");
  for (const task of done.after.tasks.values()) {
    if (task === null || stateIn(done.after, task.imageId) !== "visible") continue;
    if (task.status === "pending") {
      assert(done.before.results.get(task.id) == null, `task ${task.id} has a stored result, and a pass did not finish it`);
      await onItsWay(service, done.after, task.id);
    } else assert(!task.open, `task ${task.id} is final, and still open after a pass`);
  }
  for (const [id, was] of done.before.tasks) {
    const is = done.after.tasks.get(id);
    if (was?.status !== "pending" || is?.status !== "pending" || done.before.results.get(id) != null) continue;
    sentIfLost(done, was, is);
  }
  for (const id of done.before.images.keys()) {
    const state = stateIn(done.before, id);
    const wanted = { deleted: purges ? "tombstone" : "deleted", claimed: "tombstone" }[String(state)];
    assert(wanted === undefined || stateIn(done.after, id) === wanted, `image ${id} was ${state} and is ${stateIn(done.after, id)}`);
  }
}

/** Only a task in no queue is sent again, and its worker's death is counted where one had begun; what waits, or is hidden, is left where it is. */
function sentIfLost({ before, placesBefore, placesAfter }: Done, was: TaskRow, { id, crashes }: TaskRow): void {
  const [from, to] = [placesBefore.get(id), placesAfter.get(id)];
  const isLost = from === undefined && stateIn(before, was.imageId) === "visible";
  const deaths = isLost && was.runStartedAt !== null ? 1 : 0;
  assert(crashes === was.crashes + deaths, `task ${id} was ${from ?? "nowhere"}, and a pass counted ${crashes - was.crashes} deaths`);
  if (!isLost) return assert(to === from, `task ${id} was ${from ?? "nowhere"}, and is ${to ?? "nowhere"} after a pass`);
  assert((to === "results") === crashes > mostCrashes, `task ${id} was lost, its workers died ${crashes} times, and it is in ${to}`);
}

async function onItsWay(service: Service, { tasks }: Snapshot, taskId: string): Promise<void> {
  const task = tasks.get(taskId);
  assert(task != null, `task ${taskId} was accepted and is not there`);
  if (task.status !== "pending") return;
  assert(task.ready, `task ${taskId} was accepted and is not ready`);
  const { tasks: large, smallTasks, results } = service.broker.messaging();
  const states = await Promise.all([large, smallTasks, results].map((queue) => queue.stateOf(taskId)));
  assert(
    states.some((state) => state !== "missing"),
    `task ${taskId} is pending and in no queue`,
  );
}

const refusal = ({ outcome }: Done): string => (outcome.kind === "refused" ? outcome.reason : outcome.kind);

function assert(holds: boolean, sentence: string): asserts holds {
  if (!holds) throw new IllegalTransition(sentence);
}
