import type { Finding } from "./finding.ts";
import type { EventFact, FileFact, Snapshot } from "./snapshot.ts";

/** What there is twice: an upload with two sets of ids, an image nobody was told of, a task with two ends. */
export function duplicated(snapshot: Snapshot): Finding[] {
  return [...uploadsTwice(snapshot), ...rowsUnasked(snapshot), ...endsTwice(snapshot), ...resultsTwice(snapshot)];
}

const finding = (about: string, says: string): Finding => ({ column: "duplicated", about, says });

function uploadsTwice({ uploads }: Snapshot): Finding[] {
  return uploads.flatMap(({ name, accepted }) => {
    const ids = new Set(accepted.map(({ imageId, taskId }) => `${imageId}/${taskId}`));
    return ids.size > 1 ? [finding(name, `one key was answered with ${[...ids].join(" and ")}`)] : [];
  });
}

/** Every upload has a key, so no image and no task may be there that no answer named. */
function rowsUnasked({ uploads, images, tasks }: Snapshot): Finding[] {
  const answered = uploads.flatMap(({ accepted }) => accepted);
  const imageIds = new Set(answered.map(({ imageId }) => imageId));
  const taskIds = new Set(answered.map(({ taskId }) => taskId));
  return [
    ...images.filter(({ id }) => !imageIds.has(id)).map(({ id }) => finding(id, "an image that no answer named")),
    ...tasks.filter(({ id }) => !taskIds.has(id)).map(({ id }) => finding(id, "a task that no answer named")),
  ];
}

/** A final event may come again; it may not tell another end. */
function endsTwice({ events }: Snapshot): Finding[] {
  const ends = new Map<string, Set<string>>();
  const sameRevision = new Map<string, string>();
  const torn: Finding[] = [];
  for (const event of events) {
    const told = endOf(event);
    const revision = `${event.taskId} revision ${event.revision}`;
    const before = sameRevision.get(revision);
    if (before !== undefined && before !== told) torn.push(finding(revision, "two events of one revision tell different things"));
    sameRevision.set(revision, told);
    if (event.status !== "pending") ends.set(event.taskId, (ends.get(event.taskId) ?? new Set()).add(told));
  }
  const twice = [...ends].filter(([, told]) => told.size > 1);
  return [...torn, ...twice.map(([taskId, told]) => finding(taskId, `${told.size} different ends were told`))];
}

const endOf = ({ status, outputs }: EventFact): string => JSON.stringify([status, outputs.toSorted()]);

/** The task and its image must show the very result that stands. */
function resultsTwice({ results, tasks, images }: Snapshot): Finding[] {
  const standing = new Map(results.map((result) => [result.taskId, result]));
  const count = new Map<string, number>();
  for (const { taskId } of results) count.set(taskId, (count.get(taskId) ?? 0) + 1);
  const twice = [...count]
    .filter(([, times]) => times > 1)
    .map(([taskId, times]) => finding(taskId, `${times} results stand for one task`));
  const others = tasks.flatMap((task) => {
    if (task.status === "pending") return [];
    const result = standing.get(task.id);
    if (result === undefined) return [finding(task.id, "it is final, and no result stands for it")];
    return result.status === task.status && sameFiles(result.outputs, task.outputs)
      ? []
      : [finding(task.id, "it shows another result than the one that stands")];
  });
  const shown = images.flatMap(({ id, compressedTaskId, outputs }) => {
    const result = standing.get(compressedTaskId ?? "");
    return result === undefined || sameFiles(result.outputs, outputs)
      ? []
      : [finding(id, "the image shows other files than the result that stands")];
  });
  return [...twice, ...others, ...shown];
}

function sameFiles(one: readonly FileFact[], other: readonly FileFact[]): boolean {
  const keys = (files: readonly FileFact[]) => JSON.stringify(files.map(({ key }) => key).toSorted());
  return keys(one) === keys(other);
}
