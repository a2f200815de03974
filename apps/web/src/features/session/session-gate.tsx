import { lazy, Suspense, useSyncExternalStore } from "react";
import type { SessionLock } from "./session-lock.ts";

// Few servers have a token: its dialog is not part of the first load.
const SessionDialog = lazy(async () => ({ default: (await import("./session-dialog.tsx")).SessionDialog }));

/** Shows the dialog for the access token while the server wants one. */
export function SessionGate({ lock, onOpened }: { lock: SessionLock; onOpened: () => void }) {
  const locked = useSyncExternalStore(lock.subscribe, lock.isLocked);
  if (!locked) return null;
  const open = () => {
    lock.unlock();
    onOpened();
  };
  return (
    <Suspense>
      <SessionDialog onOpened={open} />
    </Suspense>
  );
}
