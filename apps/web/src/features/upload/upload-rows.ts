import { loadRows, saveRows } from "./stored-rows.ts";
import type { UploadRow } from "./upload-row.ts";

/** The rows of this tab, the files that came last first; kept over a reload as far as that is possible. */
export interface UploadRows {
  all(): readonly UploadRow[];
  add(rows: readonly UploadRow[]): void;
  /** Changes a row that is still there. */
  change(key: string, change: Partial<Pick<UploadRow, "state" | "recipe">>): void;
  remove(keys: readonly string[]): void;
  subscribe(listener: () => void): () => void;
}

export function createUploadRows(storage: Storage): UploadRows {
  let rows: readonly UploadRow[] = loadRows(storage);
  const listeners = new Set<() => void>();
  const set = (next: readonly UploadRow[], worthKeeping: boolean) => {
    rows = next;
    if (worthKeeping) saveRows(storage, rows);
    for (const listener of listeners) listener();
  };
  return {
    all: () => rows,
    add: (added) => set([...added, ...rows], true),
    change: (key, change) => {
      const next = rows.map((row) => (row.key === key ? { ...row, ...change } : row));
      // Progress comes many times a second and means nothing after a reload.
      set(next, change.state?.kind !== "uploading");
    },
    remove: (keys) => {
      set(
        rows.filter(({ key }) => !keys.includes(key)),
        true,
      );
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
