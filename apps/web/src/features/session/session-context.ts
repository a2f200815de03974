import { createContext, use, useSyncExternalStore } from "react";
import { createSessionLock, type SessionLock } from "./session-lock.ts";

export const SessionContext = createContext<SessionLock>(createSessionLock());

/** The lock itself, to listen to or to open. */
export const useSessionLock = (): SessionLock => use(SessionContext);

/** True while the server wants its access token. */
export function useIsLocked(): boolean {
  const lock = useSessionLock();
  return useSyncExternalStore(lock.subscribe, lock.isLocked);
}
