import type { Recipe } from "@pixpress/contracts";
import type { Size } from "./picture.ts";

/** The size a picture gets: within the recipe's sides, in proportion, never enlarged. */
export function fit({ width, height }: Size, { maxWidth, maxHeight }: Pick<Recipe, "maxWidth" | "maxHeight">): Size {
  const scale = Math.min(1, (maxWidth ?? width) / width, (maxHeight ?? height) / height);
  const scaled = (side: number) => Math.max(1, Math.round(side * scale));
  return { width: scaled(width), height: scaled(height) };
}
