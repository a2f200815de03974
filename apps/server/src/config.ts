import { EnvironmentError, type EnvironmentFault, parseEnvironment } from "@pixpress/contracts/environment";
import { databaseConfig } from "@pixpress/db/config";
import { messagingConfig, messagingFaults } from "@pixpress/messaging/config";
import { storageConfig, storageFaults } from "@pixpress/storage/config";
import { telemetryConfig } from "@pixpress/telemetry/config";
import * as z from "zod";
import { serverConfig, serverFaults } from "./settings.ts";

const schema = z.object({
  ...databaseConfig.shape,
  ...storageConfig.shape,
  ...messagingConfig.shape,
  ...serverConfig.shape,
  ...telemetryConfig.shape,
});
export type Config = z.infer<typeof schema>;

/** Reads the environment of a server that runs alone; where it is wrong, says all that is and leaves with 1. */
export function loadConfig(): Config {
  try {
    return parseEnvironment(schema, process.env, (config) => [
      ...serverFaults(config),
      ...storageFaults(config),
      ...messagingFaults(config),
      ...redisFaults(config),
    ]);
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

/** Without Redis nobody would take this process's tasks. */
function redisFaults({ REDIS_HOST }: Config): EnvironmentFault[] {
  if (REDIS_HOST !== undefined) return [];
  const message =
    "is not set, and a server of its own hands its tasks to workers over Redis: set it, or run everything in one process with `npm start`";
  return [{ variable: "REDIS_HOST", message }];
}
