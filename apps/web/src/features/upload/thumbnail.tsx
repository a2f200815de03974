import { useIntersection } from "@mantine/hooks";
import { IconPhoto } from "@tabler/icons-react";
import { useState } from "react";
import classes from "./thumbnail.module.css";
import { usePreview } from "./use-preview.ts";

/** A row's small picture: from the file on this machine, or where that cannot be shown the result from the server. */
export function Thumbnail({ file, url }: { file: File | null; url: string | null }) {
  const [seen, setSeen] = useState(false);
  const [broken, setBroken] = useState<string | null>(null);
  const { ref, entry } = useIntersection();
  if (!seen && entry?.isIntersecting) setSeen(true);
  const preview = usePreview(file, seen);
  const source = preview === null ? url : (preview ?? null);
  return (
    <div ref={ref} className={classes.thumbnail}>
      {source === null || source === broken ? (
        <IconPhoto size={20} stroke={1.5} aria-hidden />
      ) : (
        <img src={source} alt="" decoding="async" loading="lazy" onError={() => setBroken(source)} />
      )}
    </div>
  );
}
