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

/** The best that can be had: what is wanted of a file that may weigh so much and no more. */
const best: Quality = { target: 100 };

/**
 * How an image is to be compressed; every field may be left out.
 *
 * `quality` is `balanced` where it is left out. With `maxBytes` it is then the best that fits; a quality that is named stands, and
 * `maxBytes` counts only where the file would be larger.
 * `maxWidth` and `maxHeight` are pixels of the upright picture: it is scaled down to fit, never up.
 * `color: "keep"` keeps the profile of RGB and grey pictures, and so a gamut wider than sRGB; CMYK and Lab become sRGB all the same.
 * `background` is what transparency is flattened on where the format has none.
 * `minSavingPercent` keeps the original, where it may be the result, unless at least that much of it is saved.
 * `maxBytes` is the most that each file may weigh: the best score that fits; `allowDownscale` lets it have fewer pixels where no good quality fits.
 */
const written = z.strictObject({
  formats: z
    .array(z.enum(recipeFormats))
    .min(1)
    .max(maxRecipeFormats)
    .refine((formats) => new Set(formats).size === formats.length, "must not name a format twice")
    .default(["original"]),
  quality: quality.optional(),
  maxWidth: side.optional(),
  maxHeight: side.optional(),
  metadata: z.enum(metadataChoices).default("strip"),
  color: z.enum(colorChoices).default("srgb"),
  background: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i, "must be a colour such as #ffffff")
    .default("#ffffff"),
  minSavingPercent: z.number().min(0).max(100).optional(),
  maxBytes: z.int().min(1).optional(),
  allowDownscale: z.boolean().optional(),
});
const complete = written.extend({ quality });

/** A recipe as it is written, and with what was left out: a codec, for answers are written by it as well. */
export const recipe = z.codec(written, complete, {
  decode: (given) => ({ ...given, quality: given.quality ?? (given.maxBytes === undefined ? ("balanced" as const) : best) }),
  encode: (told) => complete.parse(told),
});
export type Recipe = z.infer<typeof recipe>;
/** A recipe as a caller may write it, defaults left out. */
export type RecipeInput = z.input<typeof recipe>;
