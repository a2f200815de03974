import { useEffect } from "react";
import { useSessionLock } from "../session/session-context.ts";
import type { UploadQueue } from "./upload-queue.ts";
import type { UploadRows } from "./upload-rows.ts";

/** Sends again what was refused for want of the access token, once it was given. */
export function useRetryWhenUnlocked(rows: UploadRows, queue: UploadQueue): void {
  const lock = useSessionLock();
  useEffect(
    () =>
      lock.subscribe(() => {
        if (lock.isLocked()) return;
        for (const { key, state, file } of rows.all()) {
          if (state.kind === "refused" && state.reason === "unauthorized" && file !== null) queue.retry(key);
        }
      }),
    [lock, rows, queue],
  );
}
