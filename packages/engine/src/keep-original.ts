import { copyFile, readFile, writeFile } from "node:fs/promises";
import type { Recipe } from "@pixpress/contracts";
import { type InputFormat, outputFormats, type RecipeFormat } from "@pixpress/contracts/limits";
import { isAlwaysLossy, isLossy } from "./generations/lossy.ts";
import { canBeMarked, mark, readMark } from "./generations/mark.ts";
import { repacks } from "./lossless/repacks.ts";
import { keptCopyright, writeCopyright } from "./metadata/copyright.ts";
import type { Picture, Size } from "./picture.ts";
import { targetOf } from "./search/target.ts";
import { strips } from "./strip/strips.ts";

/** Why the original cannot be the result, and so why a larger file may have to be. */
export type Barrier = "format_requested" | "resized" | "rotated" | "colour_converted" | "metadata_removed";

/** The original as a result: what it would weigh, and how to write it. */
export interface Original {
  readonly outcome: "kept_original" | "optimised_losslessly";
  readonly bytes: number;
  /** True where its pixels have been through a lossy encoder already. */
  readonly lossy: boolean;
  readonly write: (path: string) => Promise<void>;
}

/** Why the original cannot answer a requested format, as far as its header tells; null where it may. */
export function barrierTo(picture: Picture, requested: RecipeFormat, size: Size, recipe: Recipe): Barrier | null {
  // What is not written may stay what it is where the original is asked for; few browsers show a TIFF, HEIC or JPEG XL, so it is no answer to `auto`.
  const allowed = requested === "original" || (requested === "auto" ? isWritten(picture.format) : requested === picture.format);
  if (!allowed) return "format_requested";
  if (size.width !== picture.width || size.height !== picture.height) return "resized";
  if (!picture.upright) return "rotated";
  if (!picture.srgb && recipe.color !== "keep") return "colour_converted";
  // Privacy goes before size: what cannot be freed of its notes is encoded anew.
  return recipe.metadata !== "keep" && strips[picture.format] === null && picture.annotated ? "metadata_removed" : null;
}

const isWritten = (format: InputFormat): boolean => outputFormats.some((written) => written === format);

/** What an original is weighed against. */
export interface Rival {
  readonly bytes: number;
  readonly lossless: boolean;
}

/**
 * The original freed of what the recipe wants gone and packed as well as its pixels allow, not one of them touched; a barrier
 * where its structure cannot be followed. It is not packed where it could not stand against `rival` even then.
 */
export async function takeOriginal(picture: Picture, recipe: Recipe, rival: Rival | null): Promise<Original | Barrier> {
  const { format } = picture;
  if (strips[format] === null && !canBeMarked(format)) return asItIs(picture);
  const file = await readFile(picture.path);
  const marked = readMark(format, file);
  const freed = free(picture, recipe, marked?.bare ?? file);
  if (freed === null || freed.length > picture.bytes) return "metadata_removed";
  if (marked !== null) return kept(mark(format, freed, marked.target), true);
  const packed = isWorthPacking(format, freed, recipe, rival) ? await repacks[format]?.(freed) : null;
  const lossy = isLossy(format, file);
  return packed ? { ...kept(packed, lossy), outcome: "optimised_losslessly" } : kept(freed, lossy);
}

/** The original where it is a file of ours that was made for the score the recipe wants, or a lower one, and fits its budget; null otherwise. */
export async function takeOwn(picture: Picture, recipe: Recipe): Promise<Original | null> {
  const target = targetOf(recipe);
  if (target === null || !canBeMarked(picture.format)) return null;
  const marked = readMark(picture.format, await readFile(picture.path));
  if (marked === null || marked.target > target) return null;
  const original = await takeOriginal(picture, recipe, null);
  return typeof original === "string" || original.bytes > (recipe.maxBytes ?? original.bytes) ? null : original;
}

/** A new generation takes from the picture once more: it must be worth that. */
const worthAGeneration = 0.15;

/** Why the original stands against an encoding; null where it gives way. */
export function reasonToKeep(original: Original, rival: Rival, recipe: Recipe): string | null {
  if (rival.bytes >= original.bytes) return "not_smaller";
  const saving = 1 - rival.bytes / original.bytes;
  if (saving * 100 < (recipe.minSavingPercent ?? 0)) return "saving_below_minimum";
  // Who names the encoder's number wants that very encode.
  const oneMore = original.lossy && !rival.lossless && targetOf(recipe) !== null;
  return oneMore && saving < worthAGeneration ? "not_worth_a_generation" : null;
}

/** The most bytes with which an encoding by score could take the place of the original, by what its header tells. */
export function mostBytesFor({ format, bytes }: Picture, recipe: Recipe): number | null {
  if (targetOf(recipe) === null || recipe.maxBytes !== undefined) return null;
  return isAlwaysLossy(format) ? bytes * (1 - worthAGeneration) : bytes;
}

function free({ format, ...picture }: Picture, recipe: Recipe, file: Buffer): Buffer | null {
  const strip = strips[format];
  if (recipe.metadata === "keep" || strip === null) return file;
  const copyright = keptCopyright(picture, recipe);
  return strip(file, copyright && writeCopyright(copyright));
}

function isWorthPacking(format: InputFormat, freed: Buffer, recipe: Recipe, rival: Rival | null): boolean {
  if (rival === null) return true;
  // An encoding of equal bytes says that this is what we made: packed again, it might differ each time.
  const standsAnyway = freed.length < rival.bytes;
  return standsAnyway || (isLossy(format, freed) && !rival.lossless && targetOf(recipe) !== null);
}

const kept = (file: Buffer, lossy: boolean): Original => ({
  outcome: "kept_original",
  bytes: file.length,
  lossy,
  write: (path) => writeFile(path, file),
});

const asItIs = ({ path: from, bytes, format }: Picture): Original => ({
  outcome: "kept_original",
  bytes,
  lossy: format === "heic",
  write: (path) => copyFile(from, path),
});
