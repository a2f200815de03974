import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { film, filmDelays, opaque } from "../fixtures.ts";
import { paint, photo } from "../painting.ts";
import { runForOne } from "../run.ts";

const mostEncodes = 8;
/** More colours than a palette has, of which few matter. */
const shades = paint({ width: 200, height: 160 }, (x, y) =>
  (x + y) % 50 < 20 ? [20 + x / 4, 30 + y / 8, 60, 255] : [250 - x / 8, 250 - y / 8, 245, 255],
);
const png = (painting: typeof photo) => opaque(painting).png().toBuffer();
const wishes = [
  [undefined, 0.3],
  ["small", 0.05],
  ["visually-lossless", 0.6],
] as const;

describe("a file within maxBytes takes eight encodes at most, and tells how many", () => {
  it.each(wishes)("PNG at %s, %s of its bytes", async (quality, share) => {
    for (const painting of [photo, shades]) {
      const original = await png(painting);
      const output = await runForOne(original, {
        formats: ["png"],
        maxBytes: Math.round(original.length * share),
        ...(quality !== undefined && { quality }),
      });
      expect(output.encodes).toBeGreaterThan(0);
      expect(output.encodes).toBeLessThanOrEqual(mostEncodes);
    }
  });
  it.each(wishes)("GIF and animated WebP at %s, %s of their bytes", async (quality, share) => {
    const moving = await film().gif({ delay: filmDelays, loop: 3 }).toBuffer();
    for (const [original, format] of [
      [moving, "original"],
      [moving, "webp"],
      [
        await sharp(await png(photo))
          .gif()
          .toBuffer(),
        "original",
      ],
    ] as const) {
      const output = await runForOne(original, {
        formats: [format],
        maxBytes: Math.round(original.length * share),
        ...(quality !== undefined && { quality }),
      });
      expect(output.encodes ?? 0, format).toBeLessThanOrEqual(mostEncodes);
      if (output.outcome === "compressed") expect(output.encodes, format).toBeGreaterThan(0);
    }
  });
});

it("palettes that are tried for a score are counted without a budget, too", async () => {
  const output = await runForOne(await png(shades), { formats: ["png"], quality: "small" });
  expect(output).toMatchObject({ search: "reached", lossless: false });
  expect(output.encodes).toBeGreaterThan(2);
});
