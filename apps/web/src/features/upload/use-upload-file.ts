import { useSyncExternalStore } from "react";
import { useUploads } from "./uploads-context.ts";

/** The file on this machine that an image was made of; null where it came from elsewhere, or before a reload. */
export function useUploadFile(imageId: string): File | null {
  const { rows } = useUploads();
  return useSyncExternalStore(
    rows.subscribe,
    () => rows.all().find(({ state }) => state.kind === "accepted" && state.imageId === imageId)?.file ?? null,
  );
}
