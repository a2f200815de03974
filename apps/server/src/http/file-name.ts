import { extensions, type InputFormat, maxNameBytes } from "@pixpress/contracts";

/** Extensions that name a format we know; anything else after a dot belongs to the name. */
const imageExtension = /\.(jpe?g|jpe|jfif|a?png|webp|avif|gif|tiff?|heic|heif|hif|jxl|bmp|ico)$/i;
const sameFormat: Record<string, string> = { jpeg: "jpg", jpe: "jpg", jfif: "jpg", tif: "tiff", apng: "png", heif: "heic", hif: "heic" };
// Control characters, and those that turn the direction of what follows.
const unseen = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** The upload's file name without a path or unseen characters, at most 255 bytes with its extension kept; `image.<ext>` where nothing is left. */
export function sanitiseName(given: string | undefined, format: InputFormat): string {
  const last = (given ?? "").toWellFormed().split(/[/\\]/).at(-1) ?? "";
  const clean = last.normalize("NFC").replace(unseen, "").trim();
  return /^\.*$/.test(clean) ? `image.${extensions[format]}` : shorten(clean);
}

/** The name with the extension of what the file is, unless it has one that means the same. */
export function nameWithExtension(name: string, extension: string): string {
  const own = imageExtension.exec(name)?.[1]?.toLowerCase();
  if (own === undefined) return shorten(`${name}.${extension}`);
  return (sameFormat[own] ?? own) === extension ? name : shorten(name.replace(imageExtension, `.${extension}`));
}

/** Cuts between characters, before the extension. */
function shorten(name: string): string {
  if (Buffer.byteLength(name) <= maxNameBytes) return name;
  const extension = /\.[^.]{1,16}$/u.exec(name)?.[0] ?? "";
  const room = maxNameBytes - Buffer.byteLength(extension);
  let stem = "";
  let bytes = 0;
  for (const { segment } of new Intl.Segmenter().segment(name.slice(0, name.length - extension.length))) {
    bytes += Buffer.byteLength(segment);
    if (bytes > room) break;
    stem += segment;
  }
  return `${stem}${extension}`;
}
