import type { ChildPool } from "@pixpress/engine/child-pool";
import type { EngineConfig } from "@pixpress/engine/config";
import type { Messaging } from "@pixpress/messaging";
import type { Storage } from "@pixpress/storage";
import type { Telemetry } from "@pixpress/telemetry";
import type { Logger } from "pino";
import type { WorkerConfig } from "./settings.ts";

/** What a worker is built from. `pool` is the worker's to close. */
export interface WorkerParts {
  readonly storage: Storage;
  readonly messaging: Messaging;
  readonly pool: ChildPool;
  readonly log: Logger;
  /** What the worker tells of itself; the caller's to close. */
  readonly telemetry?: Telemetry | null;
  readonly config: WorkerConfig & EngineConfig;
  /** Called once where the worker stands still and cannot mend that itself; without it the process ends as on any error nobody handled. */
  readonly onStuck?: (error: Error) => void;
}
