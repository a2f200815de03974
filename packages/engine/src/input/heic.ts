import { readFile } from "node:fs/promises";
import type { Metadata } from "sharp";
import type { Rewrite, Size } from "../picture.ts";
import type { EngineLimits } from "../report.ts";
import { assertWithin, refuse } from "./refuse.ts";
import { uprightExif } from "./upright-exif.ts";
import { divideByAlpha, withoutAlpha, writePng } from "./write-png.ts";

/** The decoder's face, as far as it is used: it comes without types. */
interface Libheif {
  readonly ready: Promise<unknown>;
  readonly HeifDecoder: new () => { decode(file: Uint8Array): readonly HeifImage[]; readonly decoder: { delete(): void } | null };
}
interface HeifImage {
  get_width(): number;
  get_height(): number;
  is_primary(): boolean;
  /** Decodes into `target.data`, four channels of 8 bits, in one piece or row by row; null where that fails. */
  display(target: Size & { readonly data: Canvas }, done: (target: object | null) => void): void;
  free(): void;
}

/**
 * Writes the primary picture of a HEIC, turned as the file wants it, with its profile and notes: sharp reads its header but has no
 * HEVC decoder (docs/decisions/141-heic-and-jpeg-xl-are-decoded-in-wasm.md).
 */
export function rewriteHeic(path: string, header: Metadata, limits: EngineLimits, { icc, premultiplied }: Unheeded): Rewrite {
  return async (to) => {
    // Megabytes of decoder, for the few tasks that need it.
    // @ts-expect-error: no types come with it.
    const { default: libheif } = (await import("libheif-js/wasm-bundle.js")) as { default: Libheif };
    await libheif.ready;
    const decoder = new libheif.HeifDecoder();
    const images = decoder.decode(await readFile(path));
    try {
      const image = images.find((one) => one.is_primary()) ?? images[0];
      if (image === undefined) throw refuse("not_an_image", "The image is damaged or incomplete.");
      const size = { width: image.get_width(), height: image.get_height() };
      assertWithin(limits, size, 1);
      const data = await decode(image, size);
      if (header.hasAlpha && premultiplied) divideByAlpha(data);
      const pixels = header.hasAlpha ? data : withoutAlpha(data);
      await writePng(to, { ...size, channels: header.hasAlpha ? 4 : 3, data: pixels }, { ...notesOf(header), icc });
      return size;
    } finally {
      for (const image of images) image.free();
      decoder.decoder?.delete();
    }
  };
}

/** What the decoder leaves to us: a profile to obey, and colours that were multiplied by their alpha. */
interface Unheeded {
  readonly icc: Buffer | undefined;
  readonly premultiplied: boolean;
}

const notesOf = ({ exif, xmp }: Metadata) => ({ exif: exif && uprightExif(exif), xmp });

async function decode(image: HeifImage, size: Size): Promise<Uint8ClampedArray> {
  const data = new Canvas(size);
  const done = await new Promise<object | null>((resolve) => image.display({ ...size, data }, resolve));
  if (done === null || !data.isFull) throw refuse("not_an_image", "The image is damaged or incomplete.");
  return data.pixels;
}

/**
 * Takes what the decoder writes as far as there is room. Where a file's sides do not agree it writes too much, which as an
 * error would come out of a timer, past every promise, and end the process; or too little, and the rest would be black.
 */
class Canvas {
  readonly pixels: Uint8ClampedArray;
  #written = 0;
  #fits = true;

  constructor({ width, height }: Size) {
    this.pixels = new Uint8ClampedArray(width * height * 4);
  }

  get isFull(): boolean {
    return this.#fits && this.#written === this.pixels.length;
  }

  set(bytes: Uint8Array, offset = 0): void {
    this.#written += bytes.length;
    if (offset + bytes.length <= this.pixels.length) this.pixels.set(bytes, offset);
    else this.#fits = false;
  }
}
