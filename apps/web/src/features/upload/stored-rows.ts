import type { UploadRow } from "./upload-row.ts";

const key = "pixpress.uploads";

/** The rows as they were before a reload; a file whose bytes had not gone is `lost`. */
export function loadRows(storage: Pick<Storage, "getItem">): UploadRow[] {
  try {
    const stored = JSON.parse(storage.getItem(key) ?? "[]") as Omit<UploadRow, "file">[];
    return stored.map((row) => ({ ...row, file: null, state: keptState(row.state) }));
  } catch {
    return [];
  }
}

/** Remembers the rows for this tab; the files themselves cannot be kept. */
export function saveRows(storage: Pick<Storage, "setItem">, rows: readonly UploadRow[]): void {
  try {
    storage.setItem(key, JSON.stringify(rows.map((row) => ({ ...row, file: null }))));
  } catch {
    // A browser that stores nothing loses the rows at a reload; the images are in the gallery all the same.
  }
}

function keptState(state: UploadRow["state"]): UploadRow["state"] {
  if (state.kind === "accepted") return state;
  return state.kind === "refused" ? { ...state, canRetry: false } : { kind: "lost" };
}
