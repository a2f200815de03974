import type { QualityPreset, RecipeFormat, RecipeInput } from "@pixpress/contracts";
import { maxSide, qualityPresets, recipeFormats } from "@pixpress/contracts/limits";

/** What a person chose for the images that come. */
export interface Settings {
  readonly format: RecipeFormat;
  readonly quality: QualityPreset;
  /** Pixels; null keeps the width. */
  readonly maxWidth: number | null;
  /** What a result may weigh; null for no limit. */
  readonly maxBytes: number | null;
  /** Whether a result may be scaled down where it would not fit otherwise. */
  readonly allowDownscale: boolean;
}

/** The greatest size is chosen in kilobytes, which here are a thousand bytes, as elsewhere on the page. */
export const bytesInUnit = 1000;
export const maxSizeInUnit = 99_999;

export const defaultSettings: Settings = { format: "original", quality: "balanced", maxWidth: null, maxBytes: null, allowDownscale: false };

/** The recipe that the settings stand for. */
export function recipeOf({ format, quality, maxWidth, maxBytes, allowDownscale }: Settings): RecipeInput {
  const budget = maxBytes === null ? {} : { maxBytes, ...(allowDownscale && { allowDownscale }) };
  return { formats: [format], quality, ...(maxWidth !== null && { maxWidth }), ...budget };
}

const key = "pixpress.settings";

/** What was chosen last time in this browser; the defaults for whatever cannot be read. */
export function loadSettings(storage: Pick<Storage, "getItem">): Settings {
  try {
    const stored = JSON.parse(storage.getItem(key) ?? "{}") as Partial<Settings> | null;
    return {
      format: recipeFormats.find((format) => format === stored?.format) ?? defaultSettings.format,
      quality: qualityPresets.find((quality) => quality === stored?.quality) ?? defaultSettings.quality,
      maxWidth: isUpTo(maxSide, stored?.maxWidth) ? stored.maxWidth : null,
      maxBytes: isUpTo(maxSizeInUnit * bytesInUnit, stored?.maxBytes) ? stored.maxBytes : null,
      allowDownscale: stored?.allowDownscale === true,
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

const isUpTo = (most: number, value: number | null | undefined): value is number =>
  Number.isInteger(value) && Number(value) >= 1 && Number(value) <= most;
