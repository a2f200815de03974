import { EnvironmentError, parseEnvironment } from "@pixpress/contracts/environment";
import { databaseConfig } from "@pixpress/db/config";
import { messagingConfig, messagingFaults } from "@pixpress/messaging/config";
import { storageConfig, storageFaults } from "@pixpress/storage/config";
import * as z from "zod";

const schema = z.object({
  ...databaseConfig.shape,
  ...storageConfig.shape,
  ...messagingConfig.shape,
  /** What one upload may hold: temporary files are reckoned by it. */
  MAX_UPLOAD_BYTES: z.coerce
    .number()
    .int()
    .positive()
    .default(50 * 1024 * 1024),
});
export type Config = z.infer<typeof schema>;

/** Reads the environment of the deployment; where it is wrong, says all that is and leaves with 1. */
export function loadConfig(): Config {
  try {
    return parseEnvironment(schema, process.env, (config) => [...storageFaults(config), ...messagingFaults(config)]);
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
