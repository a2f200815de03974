import * as z from "zod";
import { id, instant } from "./id.ts";
import { inputFormats, taskStatuses } from "./limits.ts";
import { publicOutput } from "./output.ts";

/**
 * An uploaded image as callers see it. Fields that older services did not record are null on their rows.
 * `status` and `taskId` are its newest task's; `compressedUrl` is the smallest output of the newest task that
 * brought any, and `outputs` are all of that task's.
 */
export const image = z.object({
  id,
  imageUrl: z.string(),
  compressedUrl: z.string().nullable(),
  createdAt: instant,
  updatedAt: instant,
  name: z.string().nullable(),
  bytes: z.int().nonnegative().nullable(),
  width: z.int().positive().nullable(),
  height: z.int().positive().nullable(),
  format: z.enum(inputFormats).nullable(),
  status: z.enum(taskStatuses),
  taskId: id.nullable(),
  outputs: z.array(publicOutput),
});
export type Image = z.infer<typeof image>;
