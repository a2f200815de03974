import { describe, expect, it } from "vitest";
import { assertSense, isSmall, recipe } from "../src/index.ts";

describe("a recipe", () => {
  it("may be left out whole: the format is kept, the quality balanced, metadata stripped, colours in sRGB, the background white", () => {
    expect(recipe.parse({})).toEqual({
      formats: ["original"],
      quality: "balanced",
      metadata: "strip",
      color: "srgb",
      background: "#ffffff",
    });
  });

  it.each([
    { formats: [] },
    { formats: ["jpeg", "jpeg"] },
    { formats: ["jpeg", "png", "webp", "avif", "auto"] },
    { formats: ["gif"] },
    { quality: "best" },
    { quality: { target: 29 } },
    { quality: { encoder: 0 } },
    { quality: { encoder: 50, target: 80 } },
    { maxWidth: 0 },
    { maxHeight: 30_001 },
    { background: "white" },
    { color: "p3" },
    { minSavingPercent: -1 },
    { minSavingPercent: 100.5 },
    { maxWith: 100 },
    { maxBytes: 0 },
    { maxBytes: 1000.5 },
    { maxBytes: "50 kB" },
    { allowDownscale: 1 },
  ])("is refused when it says %j", (wrong) => {
    expect(recipe.safeParse(wrong).success).toBe(false);
  });

  it.each(["small", { target: 30 }, { target: 92.5 }, { encoder: 80 }])("may want the quality %j", (quality) => {
    expect(recipe.parse({ quality })).toMatchObject({ quality });
  });
});

describe("a recipe with maxBytes", () => {
  it("wants the best that fits where it names no quality", () => {
    expect(recipe.parse({ maxBytes: 50_000 })).toMatchObject({ quality: { target: 100 }, maxBytes: 50_000 });
  });
  it.each(["balanced", { target: 80 }])("keeps the quality it names: %j", (quality) => {
    expect(recipe.parse({ quality, maxBytes: 50_000 })).toMatchObject({ quality });
  });
  it("is the same when it is read again, and when it is written into an answer", () => {
    const read = recipe.parse({ maxBytes: 50_000, allowDownscale: true });
    expect(recipe.parse(read)).toEqual(read);
    expect(recipe.encode(read)).toEqual(read);
  });
  it.each([
    { quality: { encoder: 80 }, maxBytes: 50_000 },
    { quality: { encoder: 80 }, maxBytes: 50_000, allowDownscale: true },
    { allowDownscale: true },
  ])("makes no sense when it says %j", (senseless) => {
    expect(() => assertSense(recipe.parse(senseless))).toThrow(expect.objectContaining({ reason: "senseless_recipe" }));
  });
  it.each([{}, { maxBytes: 1 }, { quality: { target: 100 }, maxBytes: 50_000, allowDownscale: true }, { allowDownscale: false }])(
    "makes sense when it says %j",
    (sensible) => {
      expect(() => assertSense(recipe.parse(sensible))).not.toThrow();
    },
  );
});

describe("a task is small", () => {
  it("whatever its quality and greatest size", () => {
    for (const given of [{ quality: "visually-lossless" as const }, { maxBytes: 1000 }, { maxWidth: 100 }]) {
      expect(isSmall({ pixels: 2_000_000, format: "png", recipe: recipe.parse(given) })).toBe(true);
    }
  });
  const small = { pixels: 2_000_000, format: "jpeg", recipe: recipe.parse({}) } as const;
  it("up to two megapixels", () => {
    expect(isSmall(small)).toBe(true);
    expect(isSmall({ ...small, pixels: 2_000_001 })).toBe(false);
  });
  it.each([
    { ...small, recipe: recipe.parse({ formats: ["avif"] }) },
    { ...small, recipe: recipe.parse({ formats: ["jpeg", "auto"] }) },
    { ...small, format: "avif" as const },
  ])("up to half of that where AVIF is among its candidates (%#)", (message) => {
    expect(isSmall({ ...message, pixels: 1_000_000 })).toBe(true);
    expect(isSmall({ ...message, pixels: 1_000_001 })).toBe(false);
  });
});
