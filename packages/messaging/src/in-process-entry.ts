import type { QueueState } from "./queue.ts";

/** A message as the queue keeps it: as text, so that sender and taker share nothing. */
export interface Entry {
  readonly id: string;
  readonly text: string;
  readonly sentAt: Date;
  state: Exclude<QueueState, "missing">;
  failures: number;
  handBacks: number;
  timer?: NodeJS.Timeout;
}
