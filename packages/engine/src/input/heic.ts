import { readFile } from "node:fs/promises";
import type { Metadata } from "sharp";
import type { Rewrite } from "../picture.ts";
import type { EngineLimits } from "../report.ts";
import { assertWithin, refuse } from "./refuse.ts";
import { uprightExif } from "./upright-exif.ts";
import { withoutAlpha, writePng } from "./write-png.ts";

/** The decoder's face: it comes without types. */
interface Heic {
  all(options: { buffer: Uint8Array }): Promise<readonly Undecoded[] & { dispose(): void }>;
}
interface Undecoded {
  readonly width: number;
  readonly height: number;
  /** Four channels, 8 bits each. */
  decode(): Promise<{ readonly width: number; readonly height: number; readonly data: Uint8ClampedArray }>;
}

/** Where a file's major brand lies, and one that the decoder knows: it takes others of the same family for something else. */
const brandOffset = 8;
const knownBrand = "mif1";

/**
 * Writes the first picture of a HEIC, turned as the file wants it, with its profile and notes: sharp reads its header but has no
 * HEVC decoder (docs/decisions/141-heic-and-jpeg-xl-are-decoded-in-wasm.md).
 */
export function rewriteHeic(path: string, header: Metadata, limits: EngineLimits): Rewrite {
  return async (to) => {
    // Megabytes of decoder, for the few tasks that need it.
    // @ts-expect-error: no types come with it.
    const { default: heic } = (await import("heic-decode")) as { default: Heic };
    const buffer = await readFile(path);
    buffer.write(knownBrand, brandOffset, "latin1");
    const images = await heic.all({ buffer });
    try {
      const image = images[header.pagePrimary ?? 0] ?? images[0];
      if (image === undefined) throw refuse("not_an_image", "The file holds no picture.");
      assertWithin(limits, image, 1);
      const { width, height, data } = await image.decode();
      const pixels = header.hasAlpha ? data : withoutAlpha(data);
      await writePng(to, { width, height, channels: header.hasAlpha ? 4 : 3, data: pixels }, notesOf(header));
      return { width, height };
    } finally {
      images.dispose();
    }
  };
}

const notesOf = ({ icc, exif, xmp }: Metadata) => ({ icc, exif: exif && uprightExif(exif), xmp });
