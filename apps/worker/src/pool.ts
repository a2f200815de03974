import type { ChildPool } from "@pixpress/engine/child-pool";
import type { EngineConfig } from "@pixpress/engine/config";
import { openChildPool } from "@pixpress/engine/open-child-pool";
import type { Telemetry } from "@pixpress/telemetry";
import type { Logger } from "pino";
import { processesOf, type WorkerConfig } from "./settings.ts";

export { type EngineConfig, engineConfig } from "@pixpress/engine/config";

/** The engine's children as the configuration wants them; whoever composes a worker opens them here. */
export function openPool(config: WorkerConfig & EngineConfig, log: Logger, telemetry?: Telemetry | null): ChildPool {
  const { TASK_SECONDS: seconds, TASK_MEMORY_BYTES: memoryBytes, LD_PRELOAD } = config;
  const environment = LD_PRELOAD === undefined ? {} : { LD_PRELOAD };
  const onDeath = (reason: string): void => telemetry?.metrics?.add("childDeaths", { reason });
  return openChildPool({ processes: processesOf(config), seconds, memoryBytes, environment, log, onDeath });
}
