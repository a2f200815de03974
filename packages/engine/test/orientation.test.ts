import sharp, { type Sharp } from "sharp";
import { describe, expect, it } from "vitest";
import { opaque } from "./fixtures.ts";
import { difference, landscape, storedFor } from "./painting.ts";
import { look, runForOne } from "./run.ts";

const stored = {
  jpeg: (image) => image.jpeg({ quality: 98, chromaSubsampling: "4:4:4" }),
  png: (image) => image.png(),
  webp: (image) => image.webp({ lossless: true }),
  tiff: (image) => image.tiff({ compression: "lzw" }),
} as const satisfies Record<string, (image: Sharp) => Sharp>;
const cases = (Object.keys(stored) as (keyof typeof stored)[]).flatMap((format) =>
  [2, 3, 4, 5, 6, 7, 8].map((turn) => [format, turn] as const),
);

describe("a picture is upright whatever its EXIF orientation, with its notes and without", () => {
  it.each(cases)("%s, orientation %i", async (format, orientation) => {
    const file = await stored[format](opaque(storedFor(orientation, landscape)).withMetadata({ orientation })).toBuffer();
    expect((await sharp(file).metadata()).orientation).toBe(orientation);
    for (const metadata of ["strip", "keep"] as const) {
      const output = await runForOne(file, { formats: ["png"], quality: { encoder: 100 }, metadata });
      const seen = await look(output.file);
      expect([output.width, output.height, seen.width, seen.height]).toEqual([
        landscape.width,
        landscape.height,
        landscape.width,
        landscape.height,
      ]);
      expect(difference(seen, landscape)).toBeLessThan(1.5);
      expect((await sharp(output.file).metadata()).orientation ?? 1).toBe(1);
    }
  });
});
