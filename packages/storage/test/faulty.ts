import type { Storage } from "../src/storage.ts";

export type StorageOperation = Exclude<keyof Storage, "close">;
export type StorageHook = (operation: StorageOperation, when: "before" | "after") => Promise<void> | void;

/**
 * A storage that calls the hook around each call of the one it wraps. A hook that throws makes the call fail: `before` it was
 * done, or `after` it was, as when the answer is lost. `list` calls it before its first file and after its last.
 */
export function faulty(storage: Storage, hook: StorageHook): Storage {
  const around = async <T>(operation: StorageOperation, work: () => Promise<T>): Promise<T> => {
    await hook(operation, "before");
    const result = await work();
    await hook(operation, "after");
    return result;
  };
  return {
    put: (...args) => around("put", () => storage.put(...args)),
    download: (...args) => around("download", () => storage.download(...args)),
    read: (...args) => around("read", () => storage.read(...args)),
    stat: (...args) => around("stat", () => storage.stat(...args)),
    remove: (...args) => around("remove", () => storage.remove(...args)),
    removeAll: (...args) => around("removeAll", () => storage.removeAll(...args)),
    async *list(...args) {
      await hook("list", "before");
      yield* storage.list(...args);
      await hook("list", "after");
    },
    ping: () => around("ping", () => storage.ping()),
    close: () => storage.close(),
  };
}
