import { readFile } from "node:fs/promises";
import { qualityPresets, type RecipeFormat } from "@pixpress/contracts";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { bgr, bmp, head, ico, iconBitmap, rows, size } from "./input/bitmaps.ts";
import { run, runForOne } from "./run.ts";

const stored = (name: string) => () => readFile(new URL(`files/${name}`, import.meta.url));
const none = Buffer.alloc(0);
/** What is read and never written, so that it is kept as it is or becomes something else. */
const files = [
  ["a HEIC in Display P3", { width: 48, height: 32 }, stored("colour/display-p3.heic")],
  ["a HEIC on its side, with notes", { width: 96, height: 128 }, stored("foreign/notes.heic")],
  ["a HEIC with alpha", { width: 48, height: 32 }, stored("colour/alpha.heic")],
  ["a JPEG XL", { width: 48, height: 32 }, stored("colour/lossy.jxl")],
  ["a JPEG XL in Adobe RGB", { width: 48, height: 32 }, stored("jxl/adobe-rgb.jxl")],
  ["a JPEG XL on its side, with notes", { width: 96, height: 128 }, stored("foreign/notes.jxl")],
  ["a BMP", size, async () => bmp(head({ bits: 24 }), none, rows(bgr))],
  ["an icon", size, async () => ico([{ body: iconBitmap(24, none, rows(bgr), () => 0) }])],
] as const;
const recipes: readonly (readonly RecipeFormat[])[] = [
  ["original", "jpeg", "png", "webp"],
  ["auto", "avif"],
];

describe.each(files)("%s", (_, sides, make) => {
  it.each(qualityPresets)("is never larger at %s, unless something else was asked for, and never again another file", async (quality) => {
    const file = await make();
    for (const formats of recipes) {
      const { outputs, errors } = await run(file, { formats: [...formats], quality });
      expect(errors).toEqual([]);
      for (const output of outputs) {
        const { requested, outcome } = output;
        expect(output, requested).toMatchObject(sides);
        if (outcome !== "larger_required") expect(output.bytes, requested).toBeLessThanOrEqual(file.length);
        else expect(output.bytes, requested).toBeGreaterThan(file.length);
        expect(output.outcomeReason === null, requested).toBe(outcome === "compressed");
        const made = await readFile(output.path);
        if (outcome === "kept_original") expect(made.equals(file)).toBe(true);
        else expect(await sharp(made).metadata()).toMatchObject(sides);
        const again = await runForOne(made, { formats: [requested as RecipeFormat], quality });
        expect(again.hash, requested).toBe(output.hash);
      }
    }
  });
});
