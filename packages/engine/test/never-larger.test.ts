import { qualityPresets, recipeFormats } from "@pixpress/contracts";
import { describe, expect, it } from "vitest";
import { fixtures } from "./fixtures.ts";
import { run } from "./run.ts";

const formats = recipeFormats.filter((format) => format !== "avif" && format !== "auto");

/** Walked in two recipes, for one names four formats at most. */
const recipes = [formats, ["auto", "avif"] as const];

describe.each(fixtures.map((fixture) => [fixture.name, fixture] as const))("%s", (_, fixture) => {
  it.each(qualityPresets)("is never larger at %s, unless something else was asked for", async (quality) => {
    const { file, painting } = await fixture.make();
    for (const wanted of recipes) {
      const { outputs, errors } = await run(file, { formats: [...wanted], quality });
      expect(errors).toEqual([]);
      expect(outputs.map(({ requested }) => requested)).toEqual(wanted);
      for (const output of outputs) {
        expect(output, output.requested).toMatchObject({ width: painting.width, height: painting.height });
        if (output.outcome !== "larger_required") expect(output.bytes, output.requested).toBeLessThanOrEqual(file.length);
        else expect(output.bytes).toBeGreaterThan(file.length);
        expect(output.outcomeReason === null, output.requested).toBe(output.outcome === "compressed");
      }
    }
  });
});
