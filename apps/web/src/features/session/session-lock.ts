/** Whether the server wants its access token before it answers anything. */
export interface SessionLock {
  isLocked(): boolean;
  lock(): void;
  unlock(): void;
  subscribe(listener: () => void): () => void;
}

export function createSessionLock(): SessionLock {
  let locked = false;
  const listeners = new Set<() => void>();
  const set = (value: boolean) => {
    if (value === locked) return;
    locked = value;
    for (const listener of listeners) listener();
  };
  return {
    isLocked: () => locked,
    lock: () => set(true),
    unlock: () => set(false),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
