import type { KnownTask } from "../../api/use-tasks.ts";
import { fileSize } from "../../words/file-size.ts";
import { saving } from "../../words/saving.ts";
import { statusOf } from "./row-status.ts";
import type { UploadRow } from "./upload-row.ts";

/** All rows together: how far they are and what they saved. */
export interface Batch {
  readonly total: number;
  readonly failed: number;
  readonly busy: boolean;
  /** 0 to 1. */
  readonly share: number;
  /** The images that are done. */
  readonly imageIds: readonly string[];
  readonly sentence: string;
}

/** How much of a row's way is behind it in each phase: the upload is its first half. */
const shares = { waiting: 0, uploading: 0, working: 0.5, done: 1, failed: 1 } as const;

export function batchOf(rows: readonly UploadRow[], tasks: ReadonlyMap<string, KnownTask>): Batch {
  const imageIds: string[] = [];
  let [before, after, failed, share, busy] = [0, 0, 0, 0, false];
  for (const row of rows) {
    const task = row.state.kind === "accepted" ? tasks.get(row.state.taskId) : undefined;
    const status = statusOf(row, task);
    share += shares[status.phase] + (status.share ?? 0) / 2;
    if (status.phase === "failed") failed += 1;
    else if (status.phase !== "done") busy = true;
    else if (typeof task === "object") {
      imageIds.push(task.imageId);
      before += row.bytes;
      after += Math.min(...task.outputs.map(({ bytes }) => bytes));
    }
  }
  const counts = { total: rows.length, done: imageIds.length, failed };
  return {
    total: rows.length,
    failed,
    busy,
    share: share / Math.max(1, rows.length),
    imageIds,
    sentence: sentence(counts, busy, before, after),
  };
}

function sentence(
  { total, done, failed }: { total: number; done: number; failed: number },
  busy: boolean,
  before: number,
  after: number,
): string {
  const parts = [busy || done < total - failed ? `${done} of ${total} done` : `${done} ${done === 1 ? "image" : "images"} done`];
  if (before > 0) parts.push(`${fileSize(before)} → ${fileSize(after)}, ${saving(100 * (1 - after / before))}`);
  if (failed > 0) parts.push(`${failed} failed`);
  return parts.join(" · ");
}
