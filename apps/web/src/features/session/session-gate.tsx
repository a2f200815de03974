import { useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { useConnection } from "../events/connection-context.ts";
import { useIsLocked, useSessionLock } from "./session-context.ts";

// Few servers have a token: its dialog is not part of the first load.
const SessionDialog = lazy(async () => ({ default: (await import("./session-dialog.tsx")).SessionDialog }));

/** Shows the dialog for the access token while the server wants one; then everything is asked anew. */
export function SessionGate() {
  const locked = useIsLocked();
  const lock = useSessionLock();
  const { reconnect } = useConnection();
  const queryClient = useQueryClient();
  if (!locked) return null;
  const open = () => {
    lock.unlock();
    reconnect();
    void queryClient.invalidateQueries();
  };
  return (
    <Suspense>
      <SessionDialog onOpened={open} />
    </Suspense>
  );
}
