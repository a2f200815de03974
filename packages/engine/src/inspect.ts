import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { InputFormat } from "@pixpress/contracts";
import type { Metadata } from "sharp";
import { readHeader } from "./decode.ts";
import { inspectBmp } from "./input/bmp.ts";
import { copyWithProfile } from "./input/copy-with-profile.ts";
import { decodeWithProfile } from "./input/decode-with-profile.ts";
import { rewriteHeic } from "./input/heic.ts";
import { type HeifBoxes, readHeifBoxes } from "./input/heif-boxes.ts";
import { inspectIco } from "./input/ico.ts";
import { inspectJxl } from "./input/jxl.ts";
import { labAsRgb, rewriteLab } from "./input/lab.ts";
import { type PngHead, readPngHead } from "./input/png-head.ts";
import { assertWithin, refuse } from "./input/refuse.ts";
import { profileByNumbers } from "./metadata/colours-by-number.ts";
import { readCopyright } from "./metadata/copyright.ts";
import { metadataGroups } from "./metadata/groups.ts";
import { isSrgbProfile } from "./metadata/icc.ts";
import { tellsMoreThanPixels } from "./metadata/tiff-directory.ts";
import { keptXmp } from "./metadata/without-gain-map.ts";
import type { Picture, Rewrite } from "./picture.ts";
import type { EngineLimits } from "./report.ts";
import { isSequence, type Sniffed, sniff } from "./sniff.ts";

const films: ReadonlySet<InputFormat> = new Set(["gif", "webp"]);
const readableSpaces = new Set(["srgb", "rgb16", "b-w", "grey16"]);

const headBytes = 4096;

/** A picture, and how it is made readable where sharp does not read it as it is meant. */
export interface Inspected {
  readonly picture: Picture;
  readonly rewrite: Rewrite | null;
}

interface Beginning {
  readonly bytes: number;
  readonly head: Buffer;
  readonly sniffed: Sniffed;
  readonly png: PngHead | null;
}

function readBeginning(path: string): Beginning {
  const file = openSync(path, "r");
  try {
    const buffer = Buffer.alloc(headBytes);
    const head = buffer.subarray(0, readSync(file, buffer, 0, headBytes, 0));
    const sniffed = sniff(head);
    const isPng = sniffed !== null && "format" in sniffed && sniffed.format === "png";
    return { head, bytes: fstatSync(file).size, sniffed, png: isPng ? readPngHead(file, head) : null };
  } finally {
    closeSync(file);
  }
}

/** Learns what can be known of a file without decoding it, and refuses what the limits or the decoders exclude. */
export async function inspect(path: string, limits: EngineLimits): Promise<Inspected> {
  const { head, bytes, sniffed, png } = readBeginning(path);
  if (sniffed === null) throw refuse("not_an_image", "The file is not an image.");
  if ("other" in sniffed) throw refuse("unsupported_media", `The file is ${sniffed.other}, which is not supported.`);
  if (sniffed.format === "jxl") return await inspectJxl(path, limits);
  if (sniffed.format === "bmp") return await inspectBmp(path, head, bytes, limits);
  if (sniffed.format === "ico") return await inspectIco(path, limits);
  const tiff = sniffed.format === "tiff" ? await readFile(path) : null;
  const lab = tiff && labAsRgb(tiff);
  // A phone's picture of 48 megapixels is some 200 tiles, and as many again where it has a gain map or a depth.
  const header = await readHeader(lab ?? path, { unlimited: sniffed.format === "heic" });
  const format = formatOf(sniffed.format, header);
  const heif = format === "heic" || format === "avif" ? readHeifBoxes(path) : null;
  const described = png?.described ?? describedBy(heif, header);
  const frames = films.has(format) ? (header.pages ?? 1) : 1;
  assertWithin(limits, header, frames);
  // The decoder of HEIC turns it itself.
  const upright = format === "heic" || (header.orientation ?? 1) === 1;
  const { width, height } = upright ? header : header.autoOrient;
  const ownColours = described !== null || (header.icc !== undefined && !isSrgbProfile(header.icc));
  const plainSpace = lab === null && readableSpaces.has(header.space);
  const picture: Picture = {
    path,
    source: path,
    bytes,
    format,
    width,
    height,
    frames,
    hidesFrames: png?.animated ?? (format === "avif" && isSequence(head)),
    upright,
    alpha: header.hasAlpha,
    grey: header.space === "b-w" || header.space === "grey16",
    sixteenBit: format !== "heic" && (header.space === "rgb16" || header.space === "grey16"),
    profile: header.icc !== undefined || described !== null,
    srgb: plainSpace && !ownColours,
    ownSpace: plainSpace && ownColours,
    palette: header.isPalette,
    noteBytes: [header.exif, header.xmp, header.iptc].reduce((sum, notes) => sum + (notes?.length ?? 0), 0),
    ...keptXmp(header.xmp),
    groups: groupsOf(tiff === null ? header : { icc: header.icc, exif: tiff }, heif),
    ...annotations(tiff, header),
  };
  return { picture, rewrite: rewriteOf(path, header, limits, { format, heif, lab: lab !== null, described }) };
}

function rewriteOf(
  path: string,
  header: Metadata,
  limits: EngineLimits,
  { format, heif, lab, described }: { format: InputFormat; heif: HeifBoxes | null; lab: boolean; described: Buffer | null },
): Rewrite | null {
  if (format === "heic" && heif !== null) {
    return rewriteHeic(path, header, limits, { icc: header.icc ?? described ?? undefined, premultiplied: heif.premultiplied });
  }
  if (lab) return rewriteLab(path);
  if (described !== null && format === "avif") return decodeWithProfile(path, described);
  if (described !== null) return (to) => copyWithProfile(path, to, described);
  return null;
}

/** sharp knows of the gain maps of JPEG alone. */
function groupsOf(notes: Parameters<typeof metadataGroups>[0], heif: HeifBoxes | null): Picture["groups"] {
  const groups = metadataGroups(notes);
  return heif?.gainMap === true && !groups.includes("gain_map") ? [...groups, "gain_map"] : groups;
}

/** Colours by number, where no profile goes before them. */
const describedBy = (heif: HeifBoxes | null, { icc }: Metadata): Buffer | null =>
  heif?.numbers == null || icc !== undefined ? null : profileByNumbers(heif.numbers);

/** A container's brand may be one that AVIF and HEIC share; what its pixels are packed by settles it. */
function formatOf(sniffed: InputFormat, { compression }: Metadata): InputFormat {
  if (sniffed !== "avif" && sniffed !== "heic") return sniffed;
  if (compression === "av1") return "avif";
  if (compression === "hevc") return "heic";
  throw refuse("unsupported_media", "The file is a HEIF of a kind that is not supported.");
}

/** TIFF keeps its notes among the tags that lay down its pixels, so there the file itself is asked. */
function annotations(tiff: Buffer | null, { exif, xmp, iptc }: Metadata): Pick<Picture, "annotated" | "copyright"> {
  if (tiff !== null) return { annotated: tellsMoreThanPixels(tiff), copyright: readCopyright(tiff) };
  return { annotated: Boolean(exif ?? xmp ?? iptc), copyright: exif === undefined ? null : readCopyright(exif) };
}
