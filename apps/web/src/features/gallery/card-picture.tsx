import type { Image } from "@pixpress/contracts";
import { IconPhoto, IconPhotoOff } from "@tabler/icons-react";
import { useState } from "react";
import { unseenFormats } from "../../words/unseen-formats.ts";
import { usePreview } from "../upload/use-preview.ts";
import { useUploadFile } from "../upload/use-upload-file.ts";

/**
 * A card's picture: the smallest result, for there is no smaller file on the server. Until there is one, a preview of the file on this
 * machine where it came from here; never the original, which may be a hundred times what a card needs.
 */
export function CardPicture({ image }: { image: Image }) {
  const [broken, setBroken] = useState<string | null>(null);
  const result = resultOf(image);
  const file = useUploadFile(image.id);
  const preview = usePreview(result === null ? file : null, true);
  const source = result ?? preview ?? null;
  if (source !== null && source !== broken)
    return <img src={source} alt="" loading="lazy" decoding="async" onError={() => setBroken(source)} />;
  const Icon = image.status === "pending" ? IconPhoto : IconPhotoOff;
  return <Icon size={28} stroke={1.5} aria-hidden />;
}

/** The address of the smallest result, where browsers show its kind. */
function resultOf({ compressedUrl, outputs }: Image): string | null {
  const format = outputs.find(({ url }) => url === compressedUrl)?.format ?? null;
  return unseenFormats.has(format) ? null : compressedUrl;
}
