import * as z from "zod";
import { id, instant } from "./id.ts";
import { inputFormats, taskStatuses } from "./limits.ts";
import { publicOutput } from "./output.ts";

/** An uploaded image as callers see it. Fields that older services did not record are null on their rows. */
export const image = z.object({
  id,
  imageUrl: z.string().describe("Where the original is fetched"),
  compressedUrl: z.string().nullable().describe("The smallest output of the newest task that brought any; null while there is none"),
  createdAt: instant.describe("When it was uploaded"),
  updatedAt: instant.describe("When it, or its newest task, last changed"),
  name: z.string().nullable().describe("The file's name as it was uploaded"),
  bytes: z.int().nonnegative().nullable().describe("What the original weighs"),
  width: z.int().positive().nullable().describe("Pixels of the upright picture"),
  height: z.int().positive().nullable().describe("Pixels of the upright picture"),
  format: z.enum(inputFormats).nullable().describe("What the original is, by its content"),
  status: z.enum(taskStatuses).describe("Its newest task's"),
  taskId: id.nullable().describe("Its newest task"),
  outputs: z.array(publicOutput).describe("All files of the newest task that brought any"),
});
export type Image = z.infer<typeof image>;
