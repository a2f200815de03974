import { type FileHandle, open } from "node:fs/promises";
import { Fault, type InputFormat } from "@pixpress/contracts";
import { fileTypeFromFile } from "file-type";

const byMediaType: Record<string, InputFormat> = {
  "image/jpeg": "jpeg",
  "image/png": "png",
  "image/apng": "png",
  "image/webp": "webp",
  "image/avif": "avif",
  "image/gif": "gif",
  "image/tiff": "tiff",
  "image/heic": "heic",
  "image/heif": "heic",
  "image/heic-sequence": "heic",
  "image/heif-sequence": "heic",
  "image/jxl": "jxl",
  "image/bmp": "bmp",
};

/** Types people do send, as they would call them. */
const phrases: Record<string, string> = {
  "image/x-icon": "a cursor (CUR)",
  "image/svg+xml": "an SVG drawing",
  "image/vnd.adobe.photoshop": "a Photoshop document",
  "image/x-adobe-dng": "a raw photo (DNG)",
  "application/pdf": "a PDF document",
  "application/zip": "a ZIP archive",
  "application/gzip": "a GZIP archive",
  "application/xml": "an XML document",
};

const taken = "pixpress takes JPEG, PNG, WebP, AVIF, GIF, TIFF, HEIC, JPEG XL, BMP and ICO";

/** Tells the format by the file's first bytes, whatever it is called. Throws a `Fault` that names what it saw instead. */
export async function recognise(path: string): Promise<InputFormat> {
  const head = await headOf(path);
  if (head.length === 0) throw new Fault("unsupported_media", `The file is empty; ${taken}.`);
  if (isAvif(head)) return "avif";
  // A file that breaks the sniffer is none of the types we take.
  const type = await fileTypeFromFile(path).catch(() => undefined);
  // Icons and cursors go by one type.
  const format = type && (type.ext === "ico" ? "ico" : byMediaType[type.mime]);
  if (format) return format;
  const plain = type === undefined || type.mime === "application/xml";
  throw new Fault("unsupported_media", `This is ${(plain && textual(head)) || phraseOf(type)}; ${taken}.`);
}

function phraseOf(type: { readonly ext: string; readonly mime: string } | undefined): string {
  if (type === undefined) return "a file of an unknown type";
  const [family] = type.mime.split("/");
  const kind = family === "image" || family === "video" || family === "audio" ? family : "file";
  return phrases[type.mime] ?? `a file of the type ${type.ext.toUpperCase()} (${kind})`;
}

/** AVIF often names only the general brand of its container first. */
function isAvif(head: Buffer): boolean {
  if (head.toString("latin1", 4, 8) !== "ftyp") return false;
  const length = Math.min(head.readUInt32BE(0), head.length);
  for (let position = 8; position + 4 <= length; position += 4) {
    if (["avif", "avis"].includes(head.toString("latin1", position, position + 4))) return true;
  }
  return false;
}

function textual(head: Buffer): string | undefined {
  const text = new TextDecoder("utf-8").decode(head, { stream: true });
  if (/<svg[\s>]/i.test(text)) return phrases["image/svg+xml"];
  if (/<!doctype html|<html[\s>]/i.test(text)) return "an HTML page";
  // The replacement character stands for bytes that are no UTF-8.
  return text.includes("\0") || text.includes("\ufffd") || text.startsWith("<?xml") ? undefined : "a text";
}

async function headOf(path: string): Promise<Buffer> {
  const file: FileHandle = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
