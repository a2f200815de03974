import sharp, { type Metadata, type Sharp, type SharpOptions } from "sharp";
import { decodeFailure } from "./decode-failure.ts";
import type { Run } from "./film/runs.ts";
import { isOfSize, type Picture, type Size } from "./picture.ts";

// One task at a time over ever new files: nothing is asked for twice.
sharp.cache(false);

/**
 * A truncated file is refused, for its decoder would fill the rest with grey. A decoder's mere warning is let pass:
 * cameras write many a file that deserves one. Pixels are counted by `inspect`, with limits of our own.
 */
export const strict: SharpOptions = { failOn: "error", limitInputPixels: false };

/**
 * Reads a file's header; `unlimited` one of more parts than the library takes unasked. Throws an `EngineError` where it has none that
 * can be read.
 */
export async function readHeader(file: string | Buffer, { unlimited = false } = {}): Promise<Metadata> {
  try {
    return await sharp(file, { ...strict, unlimited }).metadata();
  } catch (error) {
    throw decodeFailure(error, null);
  }
}

/** What a decoder is to hand over. */
export interface Wanted {
  /** The sides to scale to; the picture's own where nothing is scaled. */
  readonly size: Size;
  /** Of a film: all frames, its first, or some. */
  readonly frames: boolean | Run;
  /** Grey as one channel, where the picture is grey. */
  readonly grey: boolean;
  /** The colour to lay under transparency; null keeps it. */
  readonly background: string | null;
  /** A space of the picture's own is kept, with its profile, where the file can carry it. */
  readonly keepColour?: boolean;
  /** EXIF, XMP and IPTC are carried over; a profile of the pixels' own space goes with them. */
  readonly keepMetadata: boolean;
}

/** The picture's pixels on their way: upright, in 8-bit sRGB, scaled. Nothing is decoded until the pipeline is written. */
export function openPicture(picture: Picture, wanted: Wanted): Sharp {
  const scaled = scaledFor(picture, wanted);
  return scaled === undefined ? openFile(picture, wanted) : openFile(scaled, wanted);
}

const scaledFor = ({ scaled, alpha }: Picture, { size, background }: Wanted): Picture | undefined =>
  scaled?.find((one) => isOfSize(one, size) && one.alpha === (alpha && background === null));

function openFile(picture: Picture, wanted: Wanted): Sharp {
  const image = sharp(picture.source, { ...strict, ...(picture.frames > 1 && pagesOf(wanted.frames)) });
  if (!picture.upright) image.autoOrient();
  const flatten = picture.alpha && wanted.background !== null;
  const keepColour = wanted.keepColour === true && canKeepColour(picture, wanted.grey && !flatten);
  if (keepColour) keepProfile(image, wanted.keepMetadata);
  else convertToSrgb(image, picture, wanted.keepMetadata, flatten);
  if (wanted.keepMetadata && picture.keptXmp !== undefined) image.withXmp(picture.keptXmp);
  if (flatten) image.flatten({ background: wanted.background as string });
  if (!isOfSize(picture, wanted.size)) {
    // Neither a profile nor a background is taken to linear light by sharp: where there is one, stills are scaled before (scale.ts).
    if (!picture.profile && !flatten) image.pipelineColourspace("scrgb");
    image.resize({ ...wanted.size, fit: "fill", fastShrinkOnLoad: false });
  }
  return image.toColourspace((keepColour ? picture.grey : wanted.grey && staysGrey(picture, flatten)) ? "b-w" : "srgb");
}

function pagesOf(frames: Wanted["frames"]): SharpOptions {
  if (typeof frames === "object") return { page: frames.from, pages: frames.count };
  return frames ? { pages: -1 } : {};
}

/** A grey profile says nothing of three channels, so grey keeps it only where it stays one. */
const canKeepColour = (picture: Picture, oneChannel: boolean): boolean => picture.ownSpace && (!picture.grey || oneChannel);

function keepProfile(image: Sharp, keepMetadata: boolean): void {
  if (keepMetadata) image.keepMetadata();
  else image.keepIccProfile();
}

/** A grey profile turns grey into colour on the way to sRGB, and a background may be any colour. */
const staysGrey = (picture: Picture, flatten: boolean): boolean => picture.grey && !picture.profile && !flatten;

/**
 * sharp converts by the embedded profile by itself, with three exceptions that are seen to here: 16-bit colour ends in Display P3
 * unless sRGB is asked for by name (and is taken for P3 where it has no profile), 16-bit grey keeps its curve, and
 * a background is laid under grey by its red alone.
 */
function convertToSrgb(image: Sharp, picture: Picture, keepMetadata: boolean, flatten: boolean): void {
  const { sixteenBit, grey, profile } = picture;
  const wideColour = sixteenBit && !grey && profile;
  if (keepMetadata) image.keepMetadata();
  if (sixteenBit && grey && profile) image.pipelineColourspace("b-w");
  else if ((sixteenBit && !profile && keepMetadata) || (grey && flatten)) image.pipelineColourspace("srgb");
  if (keepMetadata || wideColour) image.withIccProfile("srgb", { attach: keepMetadata });
}

/** Decodes the whole picture and throws an `EngineError` where that fails: tells a bad file from an encoder's failure. */
export async function assertDecodes(picture: Picture): Promise<void> {
  try {
    await sharp(picture.source, { ...strict, ...(picture.frames > 1 && { pages: -1 }) }).stats();
  } catch (error) {
    throw decodeFailure(error, picture);
  }
}
