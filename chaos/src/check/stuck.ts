import type { Finding } from "./finding.ts";
import type { Snapshot } from "./snapshot.ts";

/** What waits for something that will not come: tasks not wholly finished, messages left in a queue, deletions not carried out. */
export function stuck({ tasks, queued, images, uploads }: Snapshot): Finding[] {
  const finding = (about: string, says: string): Finding => ({ column: "stuck", about, says });
  const gone = new Set(
    uploads.filter(({ expected }) => expected.end === "gone").flatMap(({ accepted }) => accepted.map(({ imageId }) => imageId)),
  );
  return [
    ...tasks.flatMap(({ id, status, ready, open, hidden }) => {
      if (status === "pending") return [finding(id, "the task is pending")];
      if (!ready) return [finding(id, "the task is final and was never ready")];
      if (open) return [finding(id, "the task is final and still open")];
      return hidden ? [finding(id, "the task is hidden")] : [];
    }),
    ...queued.map(({ queue, state, id }) => finding(id, `it is ${state} in the queue ${queue}`)),
    ...images.flatMap(({ id, deleted, claimed, purged }) => {
      if (purged) return [];
      if (deleted || claimed) return [finding(id, "the image is deleted and was not purged")];
      return gone.has(id) ? [finding(id, "the image was to be deleted")] : [];
    }),
  ];
}
