import type { Meta } from "@pixpress/contracts";
import { fileSize } from "../../words/file-size.ts";
import { formatNames } from "../../words/format-name.ts";

/** Why a file need not even be sent; null where the server must say. The server judges by content, this only by what is certain. */
export function refusalOf(file: Pick<File, "size" | "type">, meta: Meta | undefined): { sentence: string; reason: string } | null {
  if (file.size === 0) return { sentence: "The file is empty.", reason: "not_an_image" };
  if (meta !== undefined && file.size > meta.limits.maxUploadBytes) {
    const limit = fileSize(meta.limits.maxUploadBytes);
    return { sentence: `The file is ${fileSize(file.size)}; this server takes up to ${limit}.`, reason: "too_large" };
  }
  if (file.type === "" || (file.type.startsWith("image/") && !foreign.has(file.type))) return null;
  const taken =
    meta?.inputFormats.map((format) => formatNames[format]).join(", ") ?? "JPEG, PNG, WebP, AVIF, GIF, TIFF, HEIC, JPEG XL, BMP, ICO";
  return { sentence: `This kind of file is not supported. Supported are ${taken}.`, reason: "unsupported_media" };
}

/** Image types that browsers name and the engine does not read. */
const foreign = new Set(["image/svg+xml", "image/vnd.adobe.photoshop"]);
