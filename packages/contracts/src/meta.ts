import * as z from "zod";
import { inputFormats, outputFormats, qualityPresets, recipeFormats } from "./limits.ts";

/** What this server is and what it takes; the page learns its limits from here. */
export const meta = z.object({
  name: z.literal("pixpress").describe("What this is"),
  version: z.string().describe("Its version"),
  limits: z
    .object({
      maxUploadBytes: z.int().positive().describe("Bytes a file may have"),
      maxPixels: z.int().positive().describe("Pixels a picture may have, all its frames counted"),
      maxFrames: z.int().positive().describe("Frames an animation may have"),
      maxSide: z.int().positive().describe("Pixels a side may have"),
    })
    .describe("What is refused beyond"),
  inputFormats: z.array(z.enum(inputFormats)).describe("What can be uploaded"),
  outputFormats: z.array(z.enum(outputFormats)).describe("What a file may become"),
  recipeFormats: z.array(z.enum(recipeFormats)).describe("What a recipe may ask for"),
  qualityPresets: z.array(z.enum(qualityPresets)).describe("Named qualities, from the smallest file to the closest one"),
  undoSeconds: z.number().nonnegative().describe("How long a deletion can be undone"),
});
export type Meta = z.infer<typeof meta>;
