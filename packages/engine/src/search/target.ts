import type { QualityPreset, Recipe } from "@pixpress/contracts";

/** The score that each preset promises. */
export const presetTargets = { small: 70, balanced: 78, high: 85, "visually-lossless": 90 } as const satisfies Record<
  QualityPreset,
  number
>;

/** The score a recipe wants; null where it names the encoder's own number instead. */
export function targetOf({ quality }: Pick<Recipe, "quality">): number | null {
  if (typeof quality === "string") return presetTargets[quality];
  return "target" in quality ? quality.target : null;
}
