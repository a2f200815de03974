import type { InputFormat, MetadataGroup } from "@pixpress/contracts/limits";
import type { Copyright } from "./metadata/copyright.ts";

/** The sides of a picture (of one frame), in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

export const isOfSize = (picture: Size, { width, height }: Size): boolean => picture.width === width && picture.height === height;

/** An image file as it came, before a pixel of it is decoded. */
export interface Picture extends Size {
  readonly path: string;
  /** The file that is decoded: the same, or one its pixels were written to where sharp does not read it as it is meant. */
  readonly source: string;
  readonly bytes: number;
  readonly format: InputFormat;
  /** Frames of a film that can be decoded; 1 for anything else. */
  readonly frames: number;
  /** A film of which the decoder gives the first frame only: an animated PNG, an AVIF sequence. */
  readonly hidesFrames: boolean;
  /** False where the pixels must be turned to be seen as meant. Width and height are those of the turned picture. */
  readonly upright: boolean;
  readonly alpha: boolean;
  readonly grey: boolean;
  readonly sixteenBit: boolean;
  readonly profile: boolean;
  /** True where the pixels are sRGB as they stand: no other profile, not CMYK. */
  readonly srgb: boolean;
  /** True where it has a space of its own that a profile carries over into an RGB or grey file. */
  readonly ownSpace: boolean;
  readonly palette: boolean;
  /** True where the file tells more than its pixels (or might), as far as its format is looked into here: AVIF and TIFF. */
  readonly annotated: boolean;
  /** What it tells and carries beside its pixels, by group. */
  readonly groups: readonly MetadataGroup[];
  /** The XMP that an encoding keeps, where it is not the file's own: that speaks of a gain map, which is lost. */
  readonly keptXmp?: string;
  /** Bytes of EXIF, XMP and IPTC, as far as they are known. */
  readonly noteBytes: number;
  /** Whose picture it is, as its EXIF says. */
  readonly copyright: Copyright | null;
  /** The same at the size it is to have: as it is, and laid on the background where it is wanted so. */
  readonly scaled?: readonly Picture[];
}

/**
 * Writes a picture to a file that sharp reads as it is meant, and tells what was learnt of it on the way. Where its colours are not to be kept they may
 * become sRGB here.
 */
export type Rewrite = (to: string, wanted: { readonly keepColour: boolean }) => Promise<Partial<Picture>>;
