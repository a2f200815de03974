import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { readMark } from "../src/generations/mark.ts";
import { inMemory } from "../src/search/pixels.ts";
import { scoreOf } from "../src/search/score.ts";
import { opaque, open } from "./fixtures.ts";
import { paint, photo, recolour } from "./painting.ts";
import { runForOne } from "./run.ts";

/** Soft edges and two gradients: far more than 256 colours, none of which matters much. */
const screenshot = paint({ width: 200, height: 160 }, (x, y) =>
  (x + y) % 50 < 20 ? [20 + x / 4, 30 + y / 8, 60, 255] : [250 - x / 8, 250 - y / 8, 245, 255],
);
const vignette = recolour(screenshot, ([r, g, b], x, y) => [
  r - (((x * 31) ^ (y * 17)) % 7),
  g,
  b,
  Math.min(255, Math.abs(x - 100) + Math.abs(y - 80) * 2 + 40),
]);
const pixels = async (file: Buffer, alpha: boolean) => {
  const image = sharp(file).toColourspace("srgb");
  const { data, info } = await (alpha ? image.ensureAlpha() : image.removeAlpha()).raw().toBuffer({ resolveWithObject: true });
  return inMemory(data, info, alpha ? 4 : 3);
};

describe("a PNG of chosen colours", () => {
  it.each([
    ["opaque", screenshot, false],
    ["with alpha", vignette, true],
  ] as const)("reaches the score asked for, tells the very one, and is smaller than the exact file: %s", async (_, painting, alpha) => {
    const file = await (alpha ? open(painting) : opaque(painting)).png().toBuffer();
    const exact = await runForOne(file, { formats: ["png"], quality: { target: 100 } });
    const output = await runForOne(file, { formats: ["png"], quality: { target: 70 } });
    expect(exact.lossless).toBe(true);
    expect(output).toMatchObject({ format: "png", lossless: false, outcome: "compressed", search: "reached", targetMet: true });
    expect(output.bytes).toBeLessThan(exact.bytes);
    expect(output.score).toBeGreaterThanOrEqual(70);
    expect(await scoreOf(await pixels(file, alpha), await pixels(output.file, alpha))).toBeCloseTo(output.score as number, 6);
    expect(output.candidates).toMatchObject([{ format: "png", lossless: false, outcome: "won" }]);
  });
  it("is ours: handed back the next time", async () => {
    const file = await opaque(screenshot).png().toBuffer();
    const output = await runForOne(file, { formats: ["png"], quality: "small" });
    expect(readMark("png", output.file)?.target).toBe(70);
    const again = await runForOne(output.file, { formats: ["png"], quality: "small" });
    expect(again).toMatchObject({ outcome: "kept_original", outcomeReason: "compressed_before", hash: output.hash });
  });
  it("is not taken where no palette comes near: a photograph stays exact", async () => {
    const output = await runForOne(await opaque(photo).png().toBuffer(), { formats: ["png"], quality: "visually-lossless" });
    expect(output).toMatchObject({ lossless: true, score: 100 });
  });
});
