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

/** A number per preset, and between two of them what lies between. */
export function numberFor(target: number, numbers: Readonly<Record<QualityPreset, number>>): number {
  const steps = (Object.keys(presetTargets) as QualityPreset[]).map((preset) => [presetTargets[preset], numbers[preset]] as const);
  const [first, last] = [steps[0], steps.at(-1)] as [(typeof steps)[number], (typeof steps)[number]];
  const above = steps.findIndex(([score]) => score >= target);
  const [highScore, high] = above === -1 ? ([100, 100] as const) : above === 0 ? first : (steps[above] as typeof first);
  const [lowScore, low] = above === -1 ? last : above === 0 ? ([0, 1] as const) : (steps[above - 1] as typeof first);
  return Math.round(low + ((high - low) * (target - lowScore)) / (highScore - lowScore));
}
