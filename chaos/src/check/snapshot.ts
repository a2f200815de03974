/** Everything the check looks at, as it was read in one moment of rest: plain facts, no connection behind them. */
export interface Snapshot {
  readonly uploads: readonly Upload[];
  readonly images: readonly ImageFact[];
  readonly tasks: readonly TaskFact[];
  /** The results that stand, one a task. */
  readonly results: readonly ResultFact[];
  /** Whatever lies in a queue, in any state; messages that were set aside are none. */
  readonly queued: readonly QueuedFact[];
  readonly files: readonly FileFact[];
  /** Temporary files, and the temporary folders of processes that are dead. */
  readonly temporary: readonly string[];
  /** What the client that listens all the time was told of tasks, in the order of arrival. */
  readonly events: readonly EventFact[];
  /** When something a task needs was away by the fault's doing. */
  readonly outages: readonly Outage[];
}

/** How an upload must end. `gone`: it was deleted, and the deletion is final. */
export type Expected =
  | { readonly end: "completed" }
  | { readonly end: "failed"; readonly reasons: readonly string[] }
  | { readonly end: "gone" };

/** One image and all that was said about it; an upload is sent under one key until it is answered 202. */
export interface Upload {
  readonly name: string;
  readonly expected: Expected;
  /** The ids of each 202, replays too. */
  readonly accepted: readonly { readonly imageId: string; readonly taskId: string }[];
  /** Milliseconds since 1970; null while no answer was a 202. */
  readonly acceptedAt: number | null;
  readonly answers: readonly Answer[];
}

/** An answer over HTTP; a broken connection is none. `right`: the statuses that are right whatever the weather. */
export interface Answer {
  readonly asked: string;
  readonly status: number;
  readonly retryAfter: string | null;
  readonly right: readonly number[];
}

export interface FileFact {
  readonly key: string;
  readonly bytes: number;
}

export interface ImageFact {
  readonly id: string;
  readonly key: string | null;
  readonly bytes: number | null;
  /** The task whose outputs it shows. */
  readonly compressedTaskId: string | null;
  readonly outputs: readonly FileFact[];
  readonly deleted: boolean;
  readonly claimed: boolean;
  /** Nothing but a tombstone. */
  readonly purged: boolean;
}

export interface TaskFact {
  readonly id: string;
  readonly imageId: string;
  readonly status: string;
  readonly reason: string | null;
  readonly outputs: readonly FileFact[];
  readonly ready: boolean;
  readonly open: boolean;
  readonly hidden: boolean;
  readonly finishedAt: number | null;
}

export interface ResultFact {
  readonly taskId: string;
  readonly imageId: string;
  readonly status: string;
  readonly outputs: readonly FileFact[];
}

export interface QueuedFact {
  readonly queue: string;
  readonly state: string;
  readonly id: string;
}

/** A `task.changed`: the task as it was told. */
export interface EventFact {
  readonly taskId: string;
  readonly revision: number;
  readonly status: string;
  /** The addresses of its outputs. */
  readonly outputs: readonly string[];
}

/** From and to, milliseconds since 1970. */
export interface Outage {
  readonly from: number;
  readonly to: number;
}
