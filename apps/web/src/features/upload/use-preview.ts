import { useEffect, useState } from "react";
import { makePreview } from "./preview.ts";

/** The address of a local thumbnail, made once `visible`; null until it is there. */
export function usePreview(file: File | null, visible: boolean): string | null {
  const [url, setUrl] = useState<string | null>(null);

  useEffect(() => {
    if (file === null || !visible) return;
    let made: string | null = null;
    let gone = false;
    void makePreview(file).then((blob) => {
      if (blob === null || gone) return;
      made = URL.createObjectURL(blob);
      setUrl(made);
    });
    return () => {
      gone = true;
      if (made !== null) URL.revokeObjectURL(made);
      setUrl(null);
    };
  }, [file, visible]);

  return url;
}
