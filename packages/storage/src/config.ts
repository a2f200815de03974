import * as z from "zod";

/** With `CLOUDINARY_CLOUD_NAME`, key and secret files lie at Cloudinary, otherwise in `DATA_DIR/files`. */
export const storageConfig = z.object({
  DATA_DIR: z.string().default("data"),
  CLOUDINARY_CLOUD_NAME: z.string().optional(),
  CLOUDINARY_API_KEY: z.string().optional(),
  CLOUDINARY_API_SECRET: z.string().optional(),
  /** In place of `https://res.cloudinary.com/<cloud>` where originals are fetched: for a private CDN or a stand-in in tests. */
  CLOUDINARY_DELIVERY_PREFIX: z.url({ protocol: /^https?$/ }).optional(),
  /** The longest one upload to Cloudinary may take, retries included. */
  CLOUDINARY_SECONDS: z.coerce.number().positive().max(600).default(60),
});
export type StorageConfig = z.infer<typeof storageConfig>;

/** What the slice alone cannot say: the three Cloudinary variables come together. */
export function storageFaults(config: StorageConfig): { variable: string; message: string }[] {
  const { CLOUDINARY_CLOUD_NAME, CLOUDINARY_API_KEY, CLOUDINARY_API_SECRET } = config;
  const all = { CLOUDINARY_CLOUD_NAME, CLOUDINARY_API_KEY, CLOUDINARY_API_SECRET };
  const missing = Object.entries(all).filter(([, value]) => value === undefined);
  if (missing.length === 0 || missing.length === 3) return [];
  return missing.map(([variable]) => ({ variable, message: "is needed together with the other CLOUDINARY_ variables" }));
}
