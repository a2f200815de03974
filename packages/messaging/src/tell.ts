import type { MessagingLog } from "./log.ts";

/** Calls a reader; one that throws is logged and keeps nothing from the others. */
export function tell(call: () => void, log: MessagingLog, feed: string): void {
  try {
    call();
  } catch (err) {
    log.warn({ err, feed }, "a reader of the feed failed");
  }
}
