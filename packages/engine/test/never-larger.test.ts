import { readFile } from "node:fs/promises";
import { qualityPresets, recipeFormats } from "@pixpress/contracts";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { fixtures } from "./fixtures.ts";
import { run, runForOne } from "./run.ts";

const formats = recipeFormats.filter((format) => format !== "avif" && format !== "auto");

/** Walked in two recipes, for one names four formats at most. */
const recipes = [formats, ["auto", "avif"] as const];
const samples = (file: Buffer) => sharp(file, { pages: -1 }).raw().toBuffer();

describe.each(fixtures.map((fixture) => [fixture.name, fixture] as const))("%s", (_, fixture) => {
  it.each(qualityPresets)("is never larger at %s, unless something else was asked for, and never again another file", async (quality) => {
    const { file, painting } = await fixture.make();
    for (const wanted of recipes) {
      const { outputs, errors } = await run(file, { formats: [...wanted], quality });
      expect(errors).toEqual([]);
      expect(outputs.map(({ requested }) => requested)).toEqual(wanted);
      for (const [index, output] of outputs.entries()) {
        expect(output, output.requested).toMatchObject({ width: painting.width, height: painting.height });
        if (output.outcome !== "larger_required") expect(output.bytes, output.requested).toBeLessThanOrEqual(file.length);
        else expect(output.bytes).toBeGreaterThan(file.length);
        expect(output.outcomeReason === null, output.requested).toBe(output.outcome === "compressed");
        const made = await readFile(output.path);
        expect((await sharp(made).metadata()).orientation ?? 1).toBe(1);
        if (output.outcome === "optimised_losslessly" || output.outcome === "kept_original")
          expect((await samples(made)).equals(await samples(file)), output.requested).toBe(true);
        const again = await runForOne(made, { formats: [wanted[index] as (typeof wanted)[number]], quality });
        expect(again.hash, output.requested).toBe(output.hash);
      }
    }
  });
});
