import { join } from "node:path";
import type { StorageConfig } from "./config.ts";
import { openDiskStorage } from "./disk.ts";
import type { Storage } from "./storage.ts";

/** Storage as the configuration says: Cloudinary where its account is given, otherwise the folder `DATA_DIR/files`. */
export async function openStorage(config: StorageConfig): Promise<Storage> {
  const { CLOUDINARY_CLOUD_NAME: cloudName, CLOUDINARY_API_KEY: apiKey, CLOUDINARY_API_SECRET: apiSecret } = config;
  if (cloudName === undefined || apiKey === undefined || apiSecret === undefined) return openDiskStorage(join(config.DATA_DIR, "files"));
  // Loaded only here: the SDK reads its surroundings when it is loaded, and whoever keeps files in a folder needs none of it.
  const { createCloudinaryStorage } = await import("./cloudinary.ts");
  return createCloudinaryStorage({
    cloudName,
    apiKey,
    apiSecret,
    seconds: config.CLOUDINARY_SECONDS,
    deliveryPrefix: config.CLOUDINARY_DELIVERY_PREFIX,
  });
}
