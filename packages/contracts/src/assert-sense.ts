import { Fault } from "./fault.ts";
import type { Recipe } from "./recipe.ts";

/** Throws a `Fault` where the fields of a recipe, each in order, contradict each other. */
export function assertSense({ quality, maxBytes, allowDownscale }: Recipe): void {
  if (maxBytes !== undefined && typeof quality === "object" && "encoder" in quality) {
    throw new Fault("senseless_recipe", "maxBytes needs a quality that may give way; the encoder's own number leaves it none.");
  }
  if (maxBytes === undefined && allowDownscale === true) {
    throw new Fault("senseless_recipe", "allowDownscale says what may be done for maxBytes, and there is none.");
  }
}
