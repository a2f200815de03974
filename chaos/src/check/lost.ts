import type { Finding } from "./finding.ts";
import type { Snapshot, TaskFact, Upload } from "./snapshot.ts";

const isFinal = (status: string): boolean => status !== "pending";

/** Uploads that did not come to the end they must come to, in the rows or before the eyes of a client. */
export function lost(snapshot: Snapshot): Finding[] {
  const tasks = new Map(snapshot.tasks.map((task) => [task.id, task]));
  const images = new Map(snapshot.images.map((image) => [image.id, image]));
  const toldFinal = new Set(snapshot.events.filter(({ status }) => isFinal(status)).map(({ taskId }) => taskId));

  return snapshot.uploads.flatMap((upload) => {
    const say = (says: string): Finding[] => [{ column: "lost", about: upload.name, says }];
    const [ids] = upload.accepted;
    if (ids === undefined) return say("it was never answered 202");
    if (upload.expected.end === "gone") return [];
    const image = images.get(ids.imageId);
    if (image === undefined || image.purged || image.deleted) return say(`its image ${ids.imageId} is not there`);
    const task = tasks.get(ids.taskId);
    if (task === undefined) return say(`its task ${ids.taskId} is not there`);
    const wrongEnd = endsWrong(upload, task);
    if (wrongEnd !== null) return say(wrongEnd);
    if (!toldFinal.has(task.id)) return say(`no event told the end of task ${task.id}`);
    if (task.status === "completed" && image.compressedTaskId !== task.id)
      return say(`image ${image.id} does not show what task ${task.id} brought`);
    return [];
  });
}

function endsWrong({ expected }: Upload, { id, status, reason, outputs }: TaskFact): string | null {
  const told = `task ${id} is ${status}${reason === null ? "" : ` (${reason})`}`;
  if (expected.end === "completed") {
    if (status !== "completed") return told;
    return outputs.length === 0 ? `${told} without an output` : null;
  }
  if (expected.end === "failed") return status === "failed" && expected.reasons.includes(reason ?? "") ? null : told;
  return null;
}
