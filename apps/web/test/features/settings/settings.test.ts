import { describe, expect, it } from "vitest";
import { defaultSettings, loadSettings, recipeOf, saveSettings } from "../../../src/features/settings/settings.ts";

describe("the settings", () => {
  it("are the same after the browser was closed", () => {
    saveSettings(localStorage, { format: "avif", quality: "small", maxWidth: 1200 });
    expect(loadSettings(localStorage)).toEqual({ format: "avif", quality: "small", maxWidth: 1200 });
  });

  it.each([
    ["nothing", null],
    ["broken text", "{"],
    ["null", "null"],
    ["values of another time", JSON.stringify({ format: "bmp", quality: 80, maxWidth: -5 })],
  ])("are the defaults where the browser kept %s", (_, stored) => {
    if (stored !== null) localStorage.setItem("pixpress.settings", stored);
    expect(loadSettings(localStorage)).toEqual(defaultSettings);
  });

  it("become a recipe that names a width only when one was given", () => {
    expect(recipeOf(defaultSettings)).toEqual({ formats: ["original"], quality: "balanced" });
    expect(recipeOf({ ...defaultSettings, maxWidth: 800 })).toEqual({ formats: ["original"], quality: "balanced", maxWidth: 800 });
  });
});
