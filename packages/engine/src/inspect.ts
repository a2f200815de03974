import { type FileHandle, open, readFile } from "node:fs/promises";
import type { InputFormat } from "@pixpress/contracts";
import type { Metadata } from "sharp";
import { readHeader } from "./decode.ts";
import { EngineError } from "./engine-error.ts";
import { readCopyright } from "./metadata/copyright.ts";
import { isSrgbProfile } from "./metadata/icc.ts";
import { tellsMoreThanPixels } from "./metadata/tiff-directory.ts";
import type { Picture } from "./picture.ts";
import type { EngineLimits } from "./report.ts";
import { isSequence, sniff } from "./sniff.ts";

const films: ReadonlySet<InputFormat> = new Set(["gif", "webp"]);
const readableSpaces = new Set(["srgb", "rgb16", "b-w", "grey16"]);

const headBytes = 4096;

/** Learns what can be known of a file without decoding it, and refuses what the limits or the decoders exclude. */
export async function inspect(path: string, limits: EngineLimits): Promise<Picture> {
  await using file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
  const head = buffer.subarray(0, bytesRead);
  const sniffed = sniff(head);
  if (sniffed === null) throw refuse("not_an_image", "The file is not an image.");
  if ("other" in sniffed) throw refuse("unsupported_media", `The file is ${sniffed.other}, which is not supported.`);
  const { format } = sniffed;
  const header = await readHeader(path);
  if (format === "avif" && header.compression !== "av1") throw refuse("unsupported_media", "The file is HEIC, which is not supported.");
  const frames = films.has(format) ? (header.pages ?? 1) : 1;
  assertWithin(limits, header, frames);
  // What a turned film means is not settled, and no browser turns one.
  const upright = frames > 1 || (header.orientation ?? 1) === 1;
  const { width, height } = upright ? header : header.autoOrient;
  return {
    path,
    bytes: (await file.stat()).size,
    format,
    width,
    height,
    frames,
    hidesFrames: await hidesFrames(file, head, format),
    upright,
    alpha: header.hasAlpha,
    grey: header.space === "b-w" || header.space === "grey16",
    sixteenBit: header.space === "rgb16" || header.space === "grey16",
    profile: header.icc !== undefined,
    srgb: readableSpaces.has(header.space) && (header.icc === undefined || isSrgbProfile(header.icc)),
    palette: header.isPalette,
    noteBytes: [header.exif, header.xmp, header.iptc].reduce((sum, notes) => sum + (notes?.length ?? 0), 0),
    ...(await annotations(path, format, header)),
  };
}

const refuse = (reason: "not_an_image" | "unsupported_media" | "too_many_pixels", message: string): EngineError =>
  new EngineError("inspect", reason, message, { retryable: false });

function assertWithin({ maxPixels, maxFrames, maxSide }: EngineLimits, { width, height }: Metadata, frames: number): void {
  const excess =
    frames > maxFrames
      ? `${frames} frames, more than ${maxFrames}`
      : Math.max(width, height) > maxSide
        ? `${width} x ${height} pixels, a side longer than ${maxSide}`
        : width * height * frames > maxPixels
          ? `${width * height * frames} pixels in all, more than ${maxPixels}`
          : null;
  if (excess !== null) throw refuse("too_many_pixels", `The image has ${excess}.`);
}

/** TIFF keeps its notes among the tags that lay down its pixels, so there the file itself is asked. */
async function annotations(
  path: string,
  format: InputFormat,
  { exif, xmp, iptc }: Metadata,
): Promise<Pick<Picture, "annotated" | "copyright">> {
  if (format !== "tiff") return { annotated: Boolean(exif ?? xmp ?? iptc), copyright: exif === undefined ? null : readCopyright(exif) };
  const file = await readFile(path);
  return { annotated: tellsMoreThanPixels(file), copyright: readCopyright(file) };
}

/** An animated PNG says so by a chunk before its first pixels, an AVIF sequence by its brand. */
async function hidesFrames(file: FileHandle, head: Buffer, format: InputFormat): Promise<boolean> {
  if (format === "avif") return isSequence(head);
  return format === "png" && (await findsChunk(file, head, "acTL"));
}

async function findsChunk(file: FileHandle, head: Buffer, wanted: string): Promise<boolean> {
  for (let place = 8; ; ) {
    const chunk = place + 8 <= head.length ? head.subarray(place, place + 8) : await readAt(file, place, 8);
    const type = chunk.toString("latin1", 4, 8);
    if (chunk.length < 8 || type === "IDAT") return false;
    if (type === wanted) return true;
    place += 12 + chunk.readUInt32BE(0);
  }
}

async function readAt(file: FileHandle, place: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, place);
  return buffer.subarray(0, bytesRead);
}
