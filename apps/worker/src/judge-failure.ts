import { EngineError } from "@pixpress/engine/child-pool";
import { MessagingError } from "@pixpress/messaging";
import { StorageError } from "@pixpress/storage";
import { OriginalMissing } from "./fetch-original.ts";

/** What is to be done about a run that failed. */
export type Verdict =
  /** The task gets its answer now. */
  | { readonly kind: "answer"; readonly reason: string; readonly message: string }
  /** The queue runs it again, and counts. */
  | { readonly kind: "attempt"; readonly reason: string; readonly message: string }
  /** The queue runs it again, and does not count. */
  | { readonly kind: "hand_back" }
  /** Nobody foresaw this. */
  | { readonly kind: "bug" };

/** Runs that may end by the child's fault before the task is given up. */
const maxAttempts = 3;

/** Decides whose failure it was: the image's is answered, the child's gets further attempts, the surroundings' waits until the task is too old. */
export function judgeFailure(error: unknown, attempt: number, expired: boolean): Verdict {
  if (error instanceof OriginalMissing) return { kind: "answer", reason: "original_missing", message: error.message };
  if (error instanceof EngineError && error.begun) {
    const { reason, message } = error;
    return { kind: error.retryable && attempt < maxAttempts ? "attempt" : "answer", reason, message };
  }
  if (!isSurroundings(error)) return { kind: "bug" };
  if (!expired) return { kind: "hand_back" };
  if (error instanceof EngineError) return { kind: "answer", reason: error.reason, message: error.message };
  return { kind: "answer", reason: "storage_unavailable", message: "Files could not be read or stored for as long as the task may wait." };
}

/** Wrong credentials are the operator's to mend: no task is lost by them either. So is a full or unwritable disk of our own, or an engine that cannot start. */
function isSurroundings(error: unknown): boolean {
  if (error instanceof EngineError) return !error.begun;
  return error instanceof StorageError || error instanceof MessagingError || (error instanceof Error && "syscall" in error);
}
