import { readFile } from "node:fs/promises";
import { deflateSync } from "node:zlib";
import type { InputFormat } from "@pixpress/contracts";
import sharp, { type Sharp } from "sharp";
import { readChunks, writeChunk } from "../src/strip/png.ts";
import { adobeRgb, adobeRgbProfile, fromSrgb, greyFromSrgb, greyGammaProfile } from "./icc-profiles.ts";
import type { Painting } from "./painting.ts";
import * as paintings from "./painting.ts";

/** An image file and what it is meant to look like; of a film, its first frame. */
export interface Fixture {
  readonly name: string;
  readonly format: InputFormat;
  /** How far its own encoding may have taken it from the painting. */
  readonly loss: number;
  /** How much more than of a smooth picture a lossy encoder takes of its grain and hard edges. */
  readonly detail: number;
  readonly make: () => Promise<{ readonly file: Buffer; readonly painting: Painting }>;
}

export const open = ({ width, height, rgba }: Painting): Sharp => sharp(rgba, { raw: { width, height, channels: 4 } });
export const opaque = (painting: Painting): Sharp => open(painting).removeAlpha();
const { landscape, fading, greyLandscape, greyFading, stripes, drawing, noise, photo } = paintings;

const details = new Map([
  [stripes, 6],
  [noise, 16],
  [photo, 5],
]);

const fixture = (name: string, format: InputFormat, loss: number, painting: Painting, file: () => Promise<Buffer>): Fixture => ({
  name,
  format,
  loss,
  detail: details.get(painting) ?? 0,
  make: async () => ({ file: await file(), painting }),
});

/** 16-bit samples of a painting, each channel by a formula. */
export function sixteenBit(
  { width, height, rgba }: Painting,
  channels: 1 | 3,
  sample: (colour: readonly [number, number, number]) => readonly number[],
): Sharp {
  const samples = new Uint16Array(width * height * channels);
  for (let index = 0; index < width * height; index++) {
    const [r, g, b] = rgba.subarray(index * 4, index * 4 + 3) as unknown as [number, number, number];
    samples.set(
      sample([r, g, b]).map((value) => Math.round(value * 65_535)),
      index * channels,
    );
  }
  return sharp(samples, { raw: { width, height, channels } }).toColourspace(channels === 1 ? "grey16" : "rgb16");
}

/** Puts a profile into a PNG without touching its pixels. */
export function withProfile(png: Buffer, icc: Buffer): Buffer {
  const afterHeader = readChunks(png)?.[0]?.end ?? 0;
  const chunk = writeChunk("iCCP", Buffer.concat([Buffer.from("test\0\0", "latin1"), deflateSync(icc)]));
  return Buffer.concat([png.subarray(0, afterHeader), chunk, png.subarray(afterHeader)]);
}

const inAdobeRgb = (bits: 8 | 16) => async () => {
  const wide = sixteenBit(landscape, 3, (colour) => fromSrgb(colour, adobeRgb));
  return withProfile(await (bits === 16 ? wide : wide.toColourspace("srgb")).png().toBuffer(), adobeRgbProfile);
};
const greyGamma = (bits: 8 | 16) => async () => {
  const grey = sixteenBit(greyLandscape, 1, ([value]) => [greyFromSrgb(value, 1.8)]);
  return withProfile(await (bits === 16 ? grey : grey.toColourspace("b-w")).png().toBuffer(), greyGammaProfile(1.8));
};

const turned = [1, 2, 3, 4, 5, 6, 7, 8].map((orientation) =>
  fixture(`JPEG with orientation ${orientation}`, "jpeg", 1.5, landscape, () =>
    opaque(paintings.storedFor(orientation, landscape)).withMetadata({ orientation }).jpeg({ quality: 95 }).toBuffer(),
  ),
);

/** The suite's gamma is 1: its numbers are light, which sRGB writes by its own curve. */
const seenAs = (light: number): number =>
  255 * (light / 255 <= 0.0031308 ? (12.92 * light) / 255 : 1.055 * (light / 255) ** (1 / 2.4) - 0.055);

const suite = ["basn3p04", "tbbn3p08", "basi6a16"].map(
  (name): Fixture => ({
    name: `PngSuite ${name}`,
    format: "png",
    loss: 1,
    detail: 12,
    make: async () => {
      const file = await readFile(new URL(`files/${name}.png`, import.meta.url));
      const { data, info } = await sharp(file).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
      const stored: Painting = { width: info.width, height: info.height, rgba: data };
      return { file, painting: paintings.recolour(stored, ([r, g, b, a]) => [seenAs(r), seenAs(g), seenAs(b), a]) };
    },
  }),
);

export const filmDelays = [100, 20, 300, 40];
/** A square that moves and changes colour, frame by frame. */
export const filmFrames = filmDelays.map((_, frame) =>
  paintings.paint({ width: 40, height: 30 }, (x, y) =>
    x >= frame * 8 && x < frame * 8 + 8 && y >= 5 && y < 15 ? [200 - frame * 40, frame * 60, 10, 255] : [250, 250, 240, 255],
  ),
);
/** The frames one below the other, as sharp takes them. */
export function film(): Sharp {
  const first = filmFrames[0] as Painting;
  const { width, height } = first;
  const raw = { width, height: height * filmFrames.length, channels: 4, pageHeight: height } as const;
  return sharp(Buffer.concat(filmFrames.map(({ rgba }) => rgba)), { raw });
}

/** Every kind of file the engine is to get right. */
export const fixtures: readonly Fixture[] = [
  ...turned,
  fixture("progressive JPEG", "jpeg", 1.5, landscape, () => opaque(landscape).jpeg({ quality: 95, progressive: true }).toBuffer()),
  fixture("JPEG in Display P3", "jpeg", 2, landscape, () => opaque(landscape).withIccProfile("p3").jpeg({ quality: 95 }).toBuffer()),
  fixture("JPEG in CMYK", "jpeg", 9, landscape, () =>
    opaque(landscape).toColourspace("cmyk").withIccProfile("cmyk").jpeg({ quality: 95 }).toBuffer(),
  ),
  fixture("grey JPEG", "jpeg", 1.5, greyLandscape, () => opaque(greyLandscape).toColourspace("b-w").jpeg({ quality: 95 }).toBuffer()),
  fixture("JPEG of a photograph", "jpeg", 4, photo, () => opaque(photo).jpeg({ quality: 90 }).toBuffer()),
  fixture("JPEG at its smallest", "jpeg", 8, photo, () => opaque(photo).jpeg({ quality: 20, mozjpeg: true }).toBuffer()),
  fixture("PNG", "png", 0, landscape, () => opaque(landscape).png().toBuffer()),
  fixture("PNG with alpha", "png", 0, fading, () => open(fading).png().toBuffer()),
  fixture("grey PNG", "png", 0, greyLandscape, () => opaque(greyLandscape).toColourspace("b-w").png().toBuffer()),
  fixture("grey PNG with alpha", "png", 0, greyFading, () => open(greyFading).toColourspace("b-w").png().toBuffer()),
  fixture("16-bit PNG", "png", 0.5, landscape, () =>
    sixteenBit(landscape, 3, (colour) => colour.map((value) => value / 255))
      .png()
      .toBuffer(),
  ),
  fixture("16-bit grey PNG", "png", 0.5, greyLandscape, () =>
    sixteenBit(greyLandscape, 1, ([value]) => [value / 255])
      .png()
      .toBuffer(),
  ),
  fixture("PNG in Adobe RGB", "png", 1, landscape, inAdobeRgb(8)),
  fixture("16-bit PNG in Adobe RGB", "png", 1, landscape, inAdobeRgb(16)),
  fixture("grey PNG of gamma 1.8", "png", 1.2, greyLandscape, greyGamma(8)),
  fixture("16-bit grey PNG of gamma 1.8", "png", 1.2, greyLandscape, greyGamma(16)),
  fixture("1-bit PNG", "png", 0, stripes, () => opaque(stripes).png({ palette: true, colours: 2, dither: 0 }).toBuffer()),
  fixture("palette PNG with alpha", "png", 0, drawing, () => open(drawing).png({ palette: true, dither: 0 }).toBuffer()),
  fixture("PNG of few colours", "png", 0, drawing, () => open(drawing).png().toBuffer()),
  fixture("PNG of noise", "png", 0, noise, () => opaque(noise).png({ compressionLevel: 9 }).toBuffer()),
  fixture("PNG of a photograph", "png", 0, photo, () => opaque(photo).png().toBuffer()),
  ...suite,
  fixture("WebP", "webp", 2, landscape, () => opaque(landscape).webp({ quality: 95 }).toBuffer()),
  fixture("lossless WebP with alpha", "webp", 0, fading, () => open(fading).webp({ lossless: true }).toBuffer()),
  fixture("AVIF", "avif", 2, landscape, () => opaque(landscape).avif({ quality: 80, effort: 1 }).toBuffer()),
  fixture("AVIF with alpha", "avif", 2, fading, () => open(fading).avif({ quality: 80, effort: 1 }).toBuffer()),
  fixture("TIFF", "tiff", 0, landscape, () => opaque(landscape).tiff({ compression: "lzw" }).toBuffer()),
  fixture("TIFF with alpha", "tiff", 0, fading, () => open(fading).tiff({ compression: "deflate" }).toBuffer()),
  fixture("TIFF of few colours", "tiff", 0, stripes, () => opaque(stripes).tiff({ compression: "deflate" }).toBuffer()),
  fixture("TIFF of several pages", "tiff", 0, filmFrames[0] as Painting, () => film().tiff({ compression: "deflate" }).toBuffer()),
  fixture("GIF", "gif", 0, drawingOpaqueOrGone(), () => open(drawingOpaqueOrGone()).gif({ dither: 0 }).toBuffer()),
  fixture("animated GIF", "gif", 0, filmFrames[0] as Painting, () => film().gif({ delay: filmDelays, loop: 3 }).toBuffer()),
  fixture("animated WebP", "webp", 0, filmFrames[0] as Painting, () =>
    film().webp({ lossless: true, delay: filmDelays, loop: 3 }).toBuffer(),
  ),
];

/** GIF knows no half transparency. */
function drawingOpaqueOrGone(): Painting {
  return paintings.recolour(drawing, ([r, g, b, a]) => (a === 0 ? [0, 0, 0, 0] : [r, g, b, 255]));
}
