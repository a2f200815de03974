import { describe, expect, it } from "vitest";
import { defaultSettings, loadSettings, recipeOf, saveSettings } from "../../../src/features/settings/settings.ts";

describe("the settings", () => {
  it("are the same after the browser was closed", () => {
    const settings = { format: "avif", quality: "small", maxWidth: 1200, maxBytes: 50_000, allowDownscale: true } as const;
    saveSettings(localStorage, settings);
    expect(loadSettings(localStorage)).toEqual(settings);
  });

  it.each([
    ["nothing", null],
    ["broken text", "{"],
    ["null", "null"],
    ["values of another time", JSON.stringify({ format: "bmp", quality: 80, maxWidth: -5, maxBytes: 0.5, allowDownscale: 1 })],
  ])("are the defaults where the browser kept %s", (_, stored) => {
    if (stored !== null) localStorage.setItem("pixpress.settings", stored);
    expect(loadSettings(localStorage)).toEqual(defaultSettings);
  });

  it("become a recipe that names a width only when one was given", () => {
    expect(recipeOf(defaultSettings)).toEqual({ formats: ["original"], quality: "balanced" });
    expect(recipeOf({ ...defaultSettings, maxWidth: 800 })).toEqual({ formats: ["original"], quality: "balanced", maxWidth: 800 });
  });

  it("become a recipe that may scale down only for a size that was given", () => {
    expect(recipeOf({ ...defaultSettings, allowDownscale: true })).toEqual({ formats: ["original"], quality: "balanced" });
    expect(recipeOf({ ...defaultSettings, maxBytes: 200_000 })).toEqual({ formats: ["original"], quality: "balanced", maxBytes: 200_000 });
    expect(recipeOf({ ...defaultSettings, maxBytes: 200_000, allowDownscale: true })).toMatchObject({ allowDownscale: true });
  });
});
