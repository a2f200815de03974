import { recipeFormats } from "@pixpress/contracts";
import { describe, expect, it } from "vitest";
import { fixtures } from "./fixtures.ts";
import { difference, over } from "./painting.ts";
import { look, runForOne } from "./run.ts";

/** What the encoders may add to a smooth picture at the preset, in mean levels of a channel. */
const allowance = { jpeg: 3, png: 0, webp: 3, avif: 3, gif: 0.5, tiff: 0, heic: 0, jxl: 0, bmp: 0, ico: 0 } as const;
describe.each(fixtures.map((fixture) => [fixture.name, fixture] as const))("%s", (_, fixture) => {
  it.each(recipeFormats)("looks as it is meant to as %s", async (requested) => {
    const { file, painting } = await fixture.make();
    const output = await runForOne(file, { formats: [requested], quality: "high", background: "#ff8000" });
    const seen = await look(output.file);
    const holdsAlpha = output.format !== "jpeg";
    const meant = holdsAlpha ? painting : over(painting, [255, 128, 0]);
    expect({ width: output.width, height: output.height }).toEqual({ width: painting.width, height: painting.height });
    expect({ width: seen.width, height: seen.height }).toEqual({ width: painting.width, height: painting.height });
    const added = output.outcome === "kept_original" ? 0 : allowance[output.format] + (output.lossless ? 0 : fixture.detail);
    expect(difference(seen, meant)).toBeLessThanOrEqual(fixture.loss + 0.01 + added);
  });
});
