import { createContext, use, useSyncExternalStore } from "react";
import type { UploadQueue } from "./upload-queue.ts";
import type { UploadRow } from "./upload-row.ts";
import type { UploadRows } from "./upload-rows.ts";

export interface Uploads {
  readonly rows: UploadRows;
  readonly queue: UploadQueue;
  /** Takes files in: each has its row at once. */
  add(files: readonly File[]): void;
}

export const UploadsContext = createContext<Uploads | null>(null);

/** What the page does with files it was given. */
export function useUploads(): Uploads {
  const uploads = use(UploadsContext);
  if (uploads === null) throw new Error("useUploads is used outside of UploadsProvider.");
  return uploads;
}

/** The rows as they are now. */
export function useUploadRows(): readonly UploadRow[] {
  const { rows } = useUploads();
  return useSyncExternalStore(rows.subscribe, rows.all);
}
