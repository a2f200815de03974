import * as z from "zod";
import { colorChoices, maxRecipeFormats, maxSide, metadataChoices, qualityPresets, recipeFormats } from "./limits.ts";

const side = z.int().min(1).max(maxSide);

/** A preset, a score to reach (SSIMULACRA2), or the encoder's own number for a single encode. */
export const quality = z
  .union([
    z.enum(qualityPresets),
    z.strictObject({ target: z.number().min(30).max(100).describe("The SSIMULACRA2 score to reach with as few bytes as possible") }),
    z.strictObject({ encoder: z.int().min(1).max(100).describe("The encoder's own number, for one encode and no search") }),
  ])
  .describe(
    "How near a file is to come: a preset (scores of 70, 78, 85, 90), a score, or an encoder's number. `balanced` where it is left out, or with " +
      "`maxBytes` the best that fits; one that is named stands, and `maxBytes` counts only where that file would be larger",
  );
export type Quality = z.infer<typeof quality>;

/** The best that can be had: what is wanted of a file that may weigh so much and no more. */
const best: Quality = { target: 100 };

/** How an image is to be compressed; every field may be left out. */
const written = z.strictObject({
  formats: z
    .array(z.enum(recipeFormats))
    .min(1)
    .max(maxRecipeFormats)
    .refine((formats) => new Set(formats).size === formats.length, "must not name a format twice")
    .describe(
      "What to make, each a file of its own: `original` is the upload's own format, `auto` the smallest of those that suit the picture",
    )
    .default(["original"]),
  quality: quality.optional(),
  maxWidth: side.describe("Pixels of the upright picture: it is scaled down to fit, never up").optional(),
  maxHeight: side.describe("Pixels of the upright picture: it is scaled down to fit, never up").optional(),
  metadata: z
    .enum(metadataChoices)
    .describe(
      "What becomes of EXIF, XMP and IPTC: all goes, artist and copyright stay, or all stays but the orientation, which is baked in",
    )
    .default("strip"),
  color: z
    .enum(colorChoices)
    .describe("`keep` keeps the profile of RGB and grey pictures, and so a gamut wider than sRGB; CMYK and Lab become sRGB all the same")
    .default("srgb"),
  background: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i, "must be a colour such as #ffffff")
    .describe("What transparency is laid on where the format has none")
    .default("#ffffff"),
  minSavingPercent: z
    .number()
    .min(0)
    .max(100)
    .describe("The original stays, where it may be the result, unless at least this much of it is saved")
    .optional(),
  maxBytes: z
    .int()
    .min(1)
    .describe("The most that each file may weigh: the best score that fits, in at most eight encodes. Not beside `{ encoder }`")
    .optional(),
  allowDownscale: z.boolean().describe("With `maxBytes`: fewer pixels where no good quality fits").optional(),
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
