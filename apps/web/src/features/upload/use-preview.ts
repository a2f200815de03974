import { useEffect, useState } from "react";
import { previewOf } from "./preview.ts";

/** The address of a small picture of a local file, made once `visible`; undefined until it is there, null where there can be none. */
export function usePreview(file: File | null, visible: boolean): string | null | undefined {
  const [url, setUrl] = useState<string | null>();

  useEffect(() => {
    if (file === null || !visible) return;
    let made: string | null = null;
    let gone = false;
    void previewOf(file).then((blob) => {
      if (gone) return;
      made = blob && URL.createObjectURL(blob);
      setUrl(made);
    });
    return () => {
      gone = true;
      if (made !== null) URL.revokeObjectURL(made);
      setUrl(undefined);
    };
  }, [file, visible]);

  return file === null ? null : url;
}
