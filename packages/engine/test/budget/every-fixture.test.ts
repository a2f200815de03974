import type { RecipeFormat, RecipeInput } from "@pixpress/contracts";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { fixtures } from "../fixtures.ts";
import { runForOne } from "../run.ts";

const formats = ["original", "auto", "jpeg", "webp", "avif", "png"] as const satisfies readonly RecipeFormat[];
const qualities = [undefined, "balanced", "visually-lossless"] as const satisfies readonly RecipeInput["quality"][];
/** No header of any format leaves less room than this for a picture of a few pixels. */
const enoughForAny = 1000;

const cases = fixtures.map((fixture, index) => ({
  fixture,
  name: fixture.name,
  format: formats[index % formats.length] as RecipeFormat,
  quality: qualities[index % qualities.length],
  allowDownscale: index % 2 === 0,
  share: [0.25, 0.6, 0.9][index % 3] as number,
}));

describe("within maxBytes, or it says that it is not", () => {
  it.each(cases)("$name as $format, $quality, scaled: $allowDownscale, $share of its bytes", async (given) => {
    const { fixture, format, quality, allowDownscale, share } = given;
    const { file, painting } = await fixture.make();
    const maxBytes = Math.round(file.length * share);
    const wanted = { formats: [format], maxBytes, allowDownscale, ...(quality !== undefined && { quality }) };
    const output = await runForOne(file, wanted);
    expect(output.file.length).toBe(output.bytes);
    expect(output.targetMet).toBe(output.bytes <= maxBytes);
    if (output.outcome !== "larger_required") expect(output.bytes).toBeLessThanOrEqual(file.length);
    if (allowDownscale && maxBytes >= enoughForAny) expect(output.targetMet).toBe(true);
    if (!allowDownscale) expect(output).toMatchObject({ scale: null, width: painting.width, height: painting.height });
    const { width, height, pageHeight = height, pages = 1, hasAlpha } = await sharp(output.file, { pages: -1 }).metadata();
    expect({ width, height: pageHeight }).toEqual({ width: output.width, height: output.height });
    if (output.format === fixture.format) expect(pages).toBe((await sharp(file).metadata()).pages ?? 1);
    expect(hasAlpha && output.format === "jpeg").toBe(false);
  });
});
