import * as z from "zod";

const megabyte = 1024 * 1024;

/** The bounds of one image and of one task. */
export const engineConfig = z.object({
  MAX_PIXELS: z.coerce.number().int().positive().default(100_000_000),
  MAX_FRAMES: z.coerce.number().int().positive().default(1000),
  MAX_SIDE: z.coerce.number().int().positive().max(65_535).default(30_000),
  TASK_SECONDS: z.coerce.number().positive().default(120),
  TASK_MEMORY_BYTES: z.coerce
    .number()
    .int()
    .min(128 * megabyte)
    .default(2048 * megabyte),
});
export type EngineConfig = z.infer<typeof engineConfig>;
