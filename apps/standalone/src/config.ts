import { EnvironmentError, parseEnvironment } from "@pixpress/contracts/environment";
import { databaseConfig } from "@pixpress/db/config";
import { messagingConfig, messagingFaults } from "@pixpress/messaging/config";
import { serverConfig, serverFaults } from "@pixpress/server/settings";
import { storageConfig, storageFaults } from "@pixpress/storage/config";
import { telemetryConfig } from "@pixpress/telemetry/config";
import { engineConfig } from "@pixpress/worker/pool";
import { workerConfig } from "@pixpress/worker/settings";
import * as z from "zod";

/** Every variable of server, worker and what they stand on. */
export const standaloneConfig = z.object({
  ...serverConfig.shape,
  ...workerConfig.shape,
  ...engineConfig.shape,
  ...databaseConfig.shape,
  ...storageConfig.shape,
  ...messagingConfig.shape,
  ...telemetryConfig.shape,
});
export type StandaloneConfig = z.infer<typeof standaloneConfig>;

/** Reads the environment of this process; where it is wrong, says all that is and leaves with 1. */
export function loadConfig(): StandaloneConfig {
  try {
    return parseEnvironment(standaloneConfig, process.env, (config) => [
      ...serverFaults(config),
      ...storageFaults(config),
      ...messagingFaults(config),
    ]);
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
