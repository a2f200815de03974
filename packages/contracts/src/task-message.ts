import * as z from "zod";
import { id } from "./id.ts";
import { inputFormats, smallAvifTaskPixels, smallTaskPixels } from "./limits.ts";
import { recipe } from "./recipe.ts";
import { traceparent } from "./traceparent.ts";

/**
 * What travels on the task queue. A worker reads the original by `key`; `imageUrl` is information and is never fetched.
 * `pixels` counts all frames.
 */
export const taskMessage = z.object({
  version: z.literal(1),
  taskId: id,
  imageId: id,
  imageUrl: z.string(),
  key: z.string().min(1).max(512),
  format: z.enum(inputFormats),
  bytes: z.int().nonnegative(),
  pixels: z.int().positive(),
  recipe,
  /** When the task was created: what counts against the longest a task is retried. */
  createdAt: z.iso.datetime(),
  traceparent,
});
export type TaskMessage = z.infer<typeof taskMessage>;

/** True for a task among whose candidates is AVIF, many times as slow as the others. */
export function wantsAvif({ format, recipe }: Pick<TaskMessage, "format" | "recipe">): boolean {
  return recipe.formats.some((wanted) => wanted === "avif" || wanted === "auto" || (wanted === "original" && format === "avif"));
}

/** True for a task that is little work, for which a child is reserved: few pixels, and fewer where AVIF is among its candidates. */
export function isSmall(message: Pick<TaskMessage, "pixels" | "format" | "recipe">): boolean {
  return message.pixels <= (wantsAvif(message) ? smallAvifTaskPixels : smallTaskPixels);
}
