import { EnvironmentError, parseEnvironment } from "@pixpress/contracts/environment";
import { engineConfig } from "@pixpress/engine/config";
import { messagingConfig, messagingFaults } from "@pixpress/messaging/config";
import { storageConfig, storageFaults } from "@pixpress/storage/config";
import { telemetryConfig } from "@pixpress/telemetry/config";
import * as z from "zod";
import { workerConfig } from "./settings.ts";

const schema = z.object({
  ...messagingConfig.shape,
  ...storageConfig.shape,
  ...engineConfig.shape,
  ...workerConfig.shape,
  ...telemetryConfig.shape,
});
export type Config = z.infer<typeof schema>;

/** Reads the environment of a worker that runs alone; where it is wrong, says all that is and leaves with 1. */
export function loadConfig(): Config {
  try {
    return parseEnvironment(schema, process.env, (config) => [
      ...messagingFaults(config),
      ...storageFaults(config),
      ...redisFaults(config),
    ]);
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

/** Without Redis nobody could hand this process a task. */
function redisFaults({ REDIS_HOST }: Config): { variable: string; message: string }[] {
  if (REDIS_HOST !== undefined) return [];
  const message =
    "is not set, and a worker of its own takes its tasks from Redis: set it, or run everything in one process with `npm start`";
  return [{ variable: "REDIS_HOST", message }];
}
