import { checkAllocator } from "./check-allocator.ts";
import { checkDatabase } from "./check-database.ts";
import { checkDisk } from "./check-disk.ts";
import { checkMessaging } from "./check-messaging.ts";
import { checkStorage } from "./check-storage.ts";
import type { Config } from "./config.ts";
import type { Finding } from "./finding.ts";

/** Looks at everything a deployment needs; one that fails keeps no other from being looked at. */
export async function diagnose(config: Config): Promise<Finding[]> {
  const found = await Promise.all([
    checkMessaging(config),
    checkDatabase(config),
    checkStorage(config),
    checkDisk(config),
    checkAllocator(),
  ]);
  return found.flat();
}
