import type { Attempt, InputFormat, Output, OutputError, Recipe, TaskStatus } from "@pixpress/contracts";

/** An image as it is kept. What older services did not record is null; such rows are shown, never swept. */
export interface ImageRow {
  readonly id: string;
  /** An absolute address, or a path of the API. */
  readonly imageUrl: string;
  readonly compressedUrl: string | null;
  /** The newest task that brought outputs, and those outputs. */
  readonly compressedTaskId: string | null;
  readonly outputs: readonly Output[];
  /** Its newest task. */
  readonly taskId: string | null;
  /** Where the original lies in storage. */
  readonly key: string | null;
  readonly name: string | null;
  readonly bytes: number | null;
  readonly width: number | null;
  readonly height: number | null;
  /** Width by height by frames. */
  readonly pixels: number | null;
  readonly format: InputFormat | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** Hidden since; the deletion can be undone until the purge is claimed. */
  readonly deletedAt: Date | null;
  /** From here on the purge owns the row. */
  readonly purgeClaimedAt: Date | null;
  /** A tombstone since: everything but the id is gone. */
  readonly purgedAt: Date | null;
}

/** A task as it is kept. */
export interface TaskRow {
  readonly id: string;
  readonly imageId: string;
  readonly status: TaskStatus;
  readonly recipe: Recipe | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** By the database's clock, set by every write that raises `revision` and by nothing else. */
  readonly changedAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly revision: number;
  readonly reason: string | null;
  readonly attempts: readonly Attempt[];
  readonly outputs: readonly Output[];
  readonly errors: readonly OutputError[];
  /** Its set-up is done: it may be sent to the queue. */
  readonly ready: boolean;
  /** Not yet wholly finished: recovery looks after it. */
  readonly open: boolean;
  /** Its image is deleted. */
  readonly hidden: boolean;
  /** How often a worker is known to have died on it. */
  readonly crashes: number;
  /** The start of a run since the task was last sent; null when none is known. */
  readonly runStartedAt: Date | null;
}

export type NewImage = Pick<ImageRow, "id" | "imageUrl" | "taskId"> & {
  readonly [K in "key" | "name" | "bytes" | "width" | "height" | "pixels" | "format"]: NonNullable<ImageRow[K]>;
};
export type NewTask = Pick<TaskRow, "id" | "imageId"> & { readonly recipe: Recipe };

/** What a caller's key began: the ids it fixed for whoever comes with it again. */
export interface KeyRecord {
  /** What the key was given for: it is unique in there only. */
  readonly scope: string;
  readonly key: string;
  /** Of the body that came with it. */
  readonly fingerprint: string;
  readonly imageId: string;
  readonly taskId: string;
  readonly createdAt: Date;
}
export type NewKeyRecord = Omit<KeyRecord, "createdAt">;
