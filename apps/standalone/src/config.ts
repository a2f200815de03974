import { parseEnvironment } from "@pixpress/contracts/environment";
import { databaseConfig } from "@pixpress/db/config";
import { messagingConfig, messagingFaults } from "@pixpress/messaging/config";
import { serverConfig, serverFaults } from "@pixpress/server/settings";
import { storageConfig, storageFaults } from "@pixpress/storage/config";
import { engineConfig, workerConfig } from "@pixpress/worker/settings";
import type * as z from "zod";

const standaloneConfig = serverConfig
  .extend(workerConfig.shape)
  .extend(engineConfig.shape)
  .extend(databaseConfig.shape)
  .extend(storageConfig.shape)
  .extend(messagingConfig.shape);
export type StandaloneConfig = z.infer<typeof standaloneConfig>;

/** The configuration of this process; an `EnvironmentError` lists every fault. */
export function loadConfig(): StandaloneConfig {
  return parseEnvironment(standaloneConfig, process.env, (config) => [
    ...serverFaults(config),
    ...storageFaults(config),
    ...messagingFaults(config),
  ]);
}
