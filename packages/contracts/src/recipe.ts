import * as z from "zod";
import { colorChoices, maxRecipeFormats, maxSide, metadataChoices, qualityPresets, recipeFormats } from "./limits.ts";

const side = z.int().min(1).max(maxSide);

/** A preset, a score to reach (SSIMULACRA2), or the encoder's own number for a single encode. */
export const quality = z.union([
  z.enum(qualityPresets),
  z.strictObject({ target: z.number().min(30).max(100) }),
  z.strictObject({ encoder: z.int().min(1).max(100) }),
]);
export type Quality = z.infer<typeof quality>;

/**
 * How an image is to be compressed; every field may be left out.
 *
 * `maxWidth` and `maxHeight` are pixels of the upright picture: it is scaled down to fit, never up.
 * `color: "keep"` keeps the profile of RGB and grey pictures, and so a gamut wider than sRGB; CMYK and Lab become sRGB all the same.
 * `background` is what transparency is flattened on where the format has none.
 * `minSavingPercent` keeps the original, where it may be the result, unless at least that much of it is saved.
 */
export const recipe = z.strictObject({
  formats: z
    .array(z.enum(recipeFormats))
    .min(1)
    .max(maxRecipeFormats)
    .refine((formats) => new Set(formats).size === formats.length, "must not name a format twice")
    .default(["original"]),
  quality: quality.default("balanced"),
  maxWidth: side.optional(),
  maxHeight: side.optional(),
  metadata: z.enum(metadataChoices).default("strip"),
  color: z.enum(colorChoices).default("srgb"),
  background: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i, "must be a colour such as #ffffff")
    .default("#ffffff"),
  minSavingPercent: z.number().min(0).max(100).optional(),
});
export type Recipe = z.infer<typeof recipe>;
/** A recipe as a caller may write it, defaults left out. */
export type RecipeInput = z.input<typeof recipe>;
