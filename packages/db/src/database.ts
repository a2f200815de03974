export { DatabaseError } from "./database-error.ts";

import type { Attempt, TaskResult, TaskStatus } from "@pixpress/contracts";
import type { ImageRow, KeyRecord, NewImage, NewKeyRecord, NewTask, TaskRow } from "./rows.ts";

export type { ImageRow, KeyRecord, NewImage, NewKeyRecord, NewTask, TaskRow } from "./rows.ts";

/** Newest first by id; `before` is the id of the last row already seen. */
export interface PageQuery {
  readonly limit: number;
  readonly before?: string;
}

/**
 * What is kept. Every method rejects with a `DatabaseError` and nothing else. A write that timed out is *unknown*:
 * it may have been done. All moments are of the database's own clock. Ids are 24-hex ObjectIds.
 */
export interface Database {
  readonly images: Images;
  readonly tasks: Tasks;
  readonly results: Results;
  readonly idempotencyKeys: IdempotencyKeys;
  /** The database's clock: ages are reckoned on it. */
  now(): Promise<Date>;
  /** Resolves when the database answers a question right now. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface Images {
  /** Stores the task (unready, open, pending), then its image: the visible one last. One transaction where there is one. What is there already stays as it is. */
  insertWithTask(image: NewImage, task: NewTask): Promise<void>;
  /** The row whatever its state: deleted ones and tombstones too. */
  get(id: string): Promise<ImageRow | null>;
  getMany(ids: readonly string[]): Promise<ImageRow[]>;
  /** The visible ones: neither deleted nor claimed nor a tombstone. */
  list(page: PageQuery): Promise<ImageRow[]>;
  /** Makes `taskId` the newest, where it is newer and the image is visible. False where the image is not (or gone). */
  setNewestTask(id: string, taskId: string): Promise<boolean>;
  /**
   * Writes what a task brought, where the image is neither claimed nor a tombstone and `compressedTaskId` is unset or not newer.
   * `compressedUrl` becomes the address of the smallest output. Does nothing for a result without outputs.
   */
  finish(result: TaskResult): Promise<void>;
  /** Hides a visible image and its tasks (raising their revisions). Repeats what a crash left undone. The row, or null where there is none to delete. */
  delete(id: string): Promise<ImageRow | null>;
  /** Shows a deleted image and its tasks again, unless the purge has claimed it. */
  undo(id: string): Promise<"restored" | "too_late" | "not_found">;
  /** Gives the row to the purge. `deletedBefore`: only where deleted earlier than that. True where this or an earlier claim holds. */
  claimPurge(id: string, deletedBefore?: Date): Promise<boolean>;
  /** Deleted before the given moment (claimed or not) and not yet tombstones, oldest deletion first. */
  purgeable(deletedBefore: Date, limit: number): Promise<ImageRow[]>;
  /** Empties a claimed row down to its id and marks it a tombstone. */
  bury(id: string): Promise<void>;
  /** Tombstones, the least lately looked at first; looking marks them as looked at. */
  tombstones(limit: number): Promise<ImageRow[]>;
  /** Removes a tombstone for good. */
  removeTombstone(id: string): Promise<void>;
  /** Visible images created before the moment that have a key, oldest first: what retention deletes. */
  createdBefore(moment: Date, limit: number): Promise<ImageRow[]>;
}

export interface Tasks {
  /** Stores one more task of an image: unready, open, pending. */
  insert(task: NewTask): Promise<void>;
  /** Marks the set-up as done, done already or not. False where the task is gone. */
  markReady(id: string): Promise<boolean>;
  /** The row whatever its state. */
  get(id: string): Promise<TaskRow | null>;
  getMany(ids: readonly string[]): Promise<TaskRow[]>;
  /** All tasks of an image, newest first, hidden ones too. */
  ofImage(imageId: string): Promise<TaskRow[]>;
  /** The ones whose image is not deleted, of one status or of any. */
  list(page: PageQuery & { readonly status?: TaskStatus }): Promise<TaskRow[]>;
  /** While pending: notes a run's start (raises `revision`), once however often that start is told. The row after it, or null where it is not pending. */
  start(id: string, at: Date): Promise<TaskRow | null>;
  /** While pending: notes a run that ended without a result (raises `revision`), likewise once. The row after it, or null. Keeps the last 20. */
  addAttempt(id: string, attempt: Attempt): Promise<TaskRow | null>;
  /** Writes a stored result where the task is pending (raises `revision`). The row as it then is; null where it is gone. */
  finish(result: TaskResult): Promise<TaskRow | null>;
  /** Removes the open mark: nothing is left to do. */
  close(id: string): Promise<void>;
  /** Changed after the moment, hidden ones too, in the order of (changedAt, id). */
  changedAfter(moment: Date, limit: number): Promise<TaskRow[]>;
  /** Open ones created before the moment, the least lately looked at first; looking marks them as looked at. */
  open(createdBefore: Date, limit: number): Promise<TaskRow[]>;
  /** `crashes` + 1 and the run's start cleared, only where both are still as `seen`. True where written. */
  countCrash(seen: Pick<TaskRow, "id" | "crashes" | "runStartedAt">): Promise<boolean>;
  /** Removes a task that never became ready. True where it did. */
  removeUnready(id: string): Promise<boolean>;
  removeOfImage(imageId: string): Promise<void>;
}

export interface Results {
  /** Stores the first result of a task; a later one is refused. Answers with the one that stands. */
  insertOnce(result: TaskResult): Promise<TaskResult>;
  get(taskId: string): Promise<TaskResult | null>;
  removeOfImage(imageId: string): Promise<void>;
}

/** What was begun under a caller's key. No row needs to be there for a record, nor does one go with its image. */
export interface IdempotencyKeys {
  /** Stores the record where its scope and key have none that is not retired; answers with the one that stands. */
  claim(record: NewKeyRecord): Promise<KeyRecord>;
  /** The record that holds scope and key, where one does. */
  find(scope: string, key: string): Promise<KeyRecord | null>;
  /** Frees scope and key for the next claim, where this record still holds them; it goes on naming its ids until it is removed. */
  retire(record: Pick<KeyRecord, "scope" | "key" | "taskId">): Promise<void>;
  /** Whether a record, retired or not, has this image's id, or the ids of this image and this task of it. */
  names(imageId: string, taskId?: string): Promise<boolean>;
  /** Removes at most `limit` records made before the moment, the oldest first. */
  removeBefore(moment: Date, limit: number): Promise<void>;
}
