import fc from "fast-check";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { writeIndexedPng } from "../src/indexed-png.ts";
import { indexColours } from "../src/palette.ts";

const rgba = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.constantFrom(0, 128, 255, 255));
const picture = fc
  .tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 12 }), fc.array(rgba, { minLength: 1, maxLength: 256 }))
  .chain(([width, height, colours]) =>
    fc.record({
      size: fc.constant({ width, height }),
      pixels: fc.array(fc.constantFrom(...colours), { minLength: width * height, maxLength: width * height }),
    }),
  );

describe("a PNG of numbered colours", () => {
  it("decodes to the very pixels it was made of", async () => {
    await fc.assert(
      fc.asyncProperty(picture, async ({ size, pixels }) => {
        const bytes = Buffer.from(pixels.flat());
        const indexed = indexColours(bytes);
        if (indexed === null) throw new Error("too many colours");
        const decoded = await sharp(await writeIndexedPng(indexed, size))
          .ensureAlpha()
          .toColourspace("srgb")
          .raw()
          .toBuffer();
        expect(decoded.equals(bytes)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
  it("holds 256 colours and no more", () => {
    const greys = (count: number) => Buffer.from(Array.from({ length: count }, (_, index) => [index % 256, index >> 8, 0, 255]).flat());
    expect(indexColours(greys(256))?.colours).toHaveLength(256);
    expect(indexColours(greys(257))).toBeNull();
  });
});
