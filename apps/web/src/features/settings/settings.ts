import type { QualityPreset, RecipeFormat, RecipeInput } from "@pixpress/contracts";
import { maxSide, qualityPresets, recipeFormats } from "@pixpress/contracts/limits";

/** What a person chose for the images that come. */
export interface Settings {
  readonly format: RecipeFormat;
  readonly quality: QualityPreset;
  /** Pixels; null keeps the width. */
  readonly maxWidth: number | null;
}

export const defaultSettings: Settings = { format: "original", quality: "balanced", maxWidth: null };

/** The recipe that the settings stand for. */
export function recipeOf({ format, quality, maxWidth }: Settings): RecipeInput {
  return { formats: [format], quality, ...(maxWidth !== null && { maxWidth }) };
}

const key = "pixpress.settings";

/** What was chosen last time in this browser; the defaults for whatever cannot be read. */
export function loadSettings(storage: Pick<Storage, "getItem">): Settings {
  try {
    const stored = JSON.parse(storage.getItem(key) ?? "{}") as Partial<Settings> | null;
    return {
      format: recipeFormats.find((format) => format === stored?.format) ?? defaultSettings.format,
      quality: qualityPresets.find((quality) => quality === stored?.quality) ?? defaultSettings.quality,
      maxWidth: isWidth(stored?.maxWidth) ? stored.maxWidth : null,
    };
  } catch {
    return defaultSettings;
  }
}

/** Remembers the choice; a browser that stores nothing forgets it, which hurts nobody. */
export function saveSettings(storage: Pick<Storage, "setItem">, settings: Settings): void {
  try {
    storage.setItem(key, JSON.stringify(settings));
  } catch {
    // Private windows may refuse to store.
  }
}

const isWidth = (value: number | null | undefined): value is number =>
  Number.isInteger(value) && Number(value) >= 1 && Number(value) <= maxSide;
