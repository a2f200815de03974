import { useEffect } from "react";
import type { UploadRows } from "./upload-rows.ts";

const unsent = ["waiting", "uploading", "paused"];

/** Lets the browser ask before the page is left while files have not gone yet: their bytes would be lost. */
export function useGuardUnload(rows: UploadRows): void {
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      if (rows.all().some(({ state }) => unsent.includes(state.kind))) event.preventDefault();
    };
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [rows]);
}
