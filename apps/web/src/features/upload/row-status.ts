import type { Task } from "@pixpress/contracts";
import type { KnownTask } from "../../api/use-tasks.ts";
import { resultSentence } from "../../words/result-sentence.ts";
import { mayRunAgain, taskFailure } from "../../words/task-failure.ts";
import { waitingSentence } from "../../words/waiting.ts";
import type { UploadRow } from "./upload-row.ts";

/** What a row shows: one sentence, how far it is, and what can be done. */
export interface RowStatus {
  readonly phase: "waiting" | "uploading" | "working" | "done" | "failed";
  readonly sentence: string;
  /** 0 to 1 while bytes go. */
  readonly share: number | null;
  /** What trying again would repeat; null where it makes no sense. */
  readonly retry: "upload" | "compression" | null;
}

/** A row's status from its upload and, once the server has it, from its task. */
export function statusOf(row: UploadRow, task: KnownTask): RowStatus {
  const { state } = row;
  switch (state.kind) {
    case "waiting":
      return { phase: "waiting", sentence: "Waiting to upload", share: null, retry: null };
    case "uploading":
      return { phase: "uploading", sentence: uploading(state.share), share: state.share, retry: null };
    case "paused":
      return { phase: "waiting", sentence: state.sentence, share: null, retry: "upload" };
    case "refused":
      return { phase: "failed", sentence: state.sentence, share: null, retry: state.canRetry ? "upload" : null };
    case "lost":
      return {
        phase: "failed",
        sentence: "The page was reloaded before this file had gone. Please choose it again.",
        share: null,
        retry: null,
      };
    case "accepted":
      return statusOfTask(row.bytes, task);
  }
}

const uploading = (share: number) => (share < 1 ? `Uploading, ${Math.floor(share * 100)}%` : "Finishing the upload");

function statusOfTask(bytes: number, task: KnownTask): RowStatus {
  if (task === "gone") return { phase: "failed", sentence: "The image was deleted.", share: null, retry: null };
  if (task === undefined) return { phase: "working", sentence: "Waiting in the queue", share: null, retry: null };
  if (task.status === "pending") return { phase: "working", sentence: pending(task), share: null, retry: null };
  if (task.status === "failed")
    return { phase: "failed", sentence: taskFailure(task), share: null, retry: mayRunAgain(task) ? "compression" : null };
  return { phase: "done", sentence: resultSentence(bytes, task), share: null, retry: null };
}

const pending = (task: Task) => (task.startedAt === null ? waitingSentence(task) : "Compressing");
