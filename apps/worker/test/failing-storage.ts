import type { Storage } from "@pixpress/storage";

/** The storage, but what `before` throws for a verb is what its caller gets. */
export function intercepted(storage: Storage, before: (verb: keyof Storage, signal: AbortSignal | undefined) => Promise<void>): Storage {
  return {
    local: storage.local,
    put: async (key, path, options) => {
      await before("put", options?.signal);
      return await storage.put(key, path, options);
    },
    download: async (key, path, options) => {
      await before("download", options?.signal);
      await storage.download(key, path, options);
    },
    read: (key, range) => storage.read(key, range),
    stat: (key) => storage.stat(key),
    remove: (key) => storage.remove(key),
    removeAll: (prefix) => storage.removeAll(prefix),
    list: (prefix, olderThan) => storage.list(prefix, olderThan),
    ping: () => storage.ping(),
    close: () => storage.close(),
  };
}

/** The storage, but the first calls of a verb throw the error. */
export function failing(verb: "put" | "download", error: Error, times = Number.POSITIVE_INFINITY): (storage: Storage) => Storage {
  let left = times;
  return (storage) =>
    intercepted(storage, async (called) => {
      if (called !== verb || left <= 0) return;
      left -= 1;
      throw error;
    });
}
