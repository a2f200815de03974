import { copyFile, readFile, writeFile } from "node:fs/promises";
import type { Recipe } from "@pixpress/contracts";
import { type InputFormat, outputFormats, type RecipeFormat } from "@pixpress/contracts/limits";
import { keptCopyright, writeCopyright } from "./metadata/copyright.ts";
import type { Picture, Size } from "./picture.ts";
import { strips } from "./strip/strips.ts";

/** Why the original cannot be the result, and so why a larger file may have to be. */
export type Barrier = "format_requested" | "resized" | "rotated" | "colour_converted" | "metadata_removed";

/** The original as a result: what it would weigh, and how to write it. */
export interface Original {
  readonly bytes: number;
  readonly write: (path: string) => Promise<void>;
}

/** Why the original cannot answer a requested format, as far as its header tells; null where it may. */
export function barrierTo(picture: Picture, requested: RecipeFormat, size: Size, recipe: Recipe): Barrier | null {
  // A TIFF, HEIC or JPEG XL may stay one where the original is asked for; browsers do not show one, so it is no answer to `auto`.
  const allowed = requested === "original" || (requested === "auto" ? isWritten(picture.format) : requested === picture.format);
  if (!allowed) return "format_requested";
  if (size.width !== picture.width || size.height !== picture.height) return "resized";
  if (!picture.upright) return "rotated";
  if (!picture.srgb) return "colour_converted";
  // Privacy goes before size: what cannot be freed of its notes is encoded anew.
  return recipe.metadata !== "keep" && strips[picture.format] === null && picture.annotated ? "metadata_removed" : null;
}

const isWritten = (format: InputFormat): boolean => outputFormats.some((written) => written === format);

/** The original freed of what the recipe wants gone, its pixels untouched; a barrier where its structure cannot be followed. */
export async function takeOriginal(picture: Picture, recipe: Recipe): Promise<Original | Barrier> {
  const strip = strips[picture.format];
  if (recipe.metadata === "keep" || strip === null) return asItIs(picture);
  const copyright = keptCopyright(picture, recipe);
  const stripped = strip(await readFile(picture.path), copyright && writeCopyright(copyright));
  if (stripped === null || stripped.length > picture.bytes) return "metadata_removed";
  return { bytes: stripped.length, write: (path) => writeFile(path, stripped) };
}

const asItIs = ({ path: from, bytes }: Picture): Original => ({ bytes, write: (path) => copyFile(from, path) });
