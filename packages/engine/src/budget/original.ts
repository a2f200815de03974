import type { Recipe } from "@pixpress/contracts";
import { type Original, type Rival, reasonToKeep, takeOriginal } from "../keep-original.ts";
import type { Picture } from "../picture.ts";
import { targetOf } from "../search/target.ts";
import { bestTarget } from "./budget.ts";

/** What the original is weighed against. */
interface File extends Rival {
  readonly targetMet: boolean | null;
  readonly fits?: boolean;
}

/** True where a recipe wants as good a file as fits, whatever its score. */
export const isFilling = (recipe: Recipe): boolean => recipe.maxBytes !== undefined && targetOf(recipe) === bestTarget;

/** False where no packing could bring the original within the budget: it is not tried then. */
export const couldFit = ({ bytes, noteBytes }: Picture, { maxBytes }: Recipe): boolean =>
  maxBytes === undefined || (bytes - noteBytes) / 2 <= maxBytes;

/** A lossy original that is within the budget, where the best that fits is wanted: no encoder comes closer to it. Null otherwise. */
export async function takeWithin(picture: Picture, recipe: Recipe): Promise<Original | null> {
  if (!isFilling(recipe) || !couldFit(picture, recipe)) return null;
  const original = await takeOriginal(picture, recipe, null);
  return typeof original === "string" || !original.lossy || !fits(original, recipe) ? null : original;
}

const fits = ({ bytes }: Original, { maxBytes }: Recipe): boolean => maxBytes === undefined || bytes <= maxBytes;

/** Why the original stands against a file, the budget before all; null where it gives way. */
export function whyKept(original: Original, file: File, recipe: Recipe): string | null {
  if (file.fits === true && !fits(original, recipe)) return null;
  if (file.fits === false) return file.bytes < original.bytes ? null : "not_smaller";
  return reasonToKeep(original, file, recipe) ?? (file.targetMet === false ? "target_not_reached" : null);
}
