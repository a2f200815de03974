import * as z from "zod";
import { inputFormats, outputFormats, qualityPresets, recipeFormats } from "./limits.ts";

/** What this server is and what it takes; the page learns its limits from here. */
export const meta = z.object({
  name: z.literal("pixpress"),
  version: z.string(),
  limits: z.object({
    maxUploadBytes: z.int().positive(),
    maxPixels: z.int().positive(),
    maxFrames: z.int().positive(),
    maxSide: z.int().positive(),
  }),
  inputFormats: z.array(z.enum(inputFormats)),
  outputFormats: z.array(z.enum(outputFormats)),
  recipeFormats: z.array(z.enum(recipeFormats)),
  qualityPresets: z.array(z.enum(qualityPresets)),
  undoSeconds: z.number().nonnegative(),
});
export type Meta = z.infer<typeof meta>;
