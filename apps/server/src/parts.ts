import type { Database } from "@pixpress/db";
import type { Messaging } from "@pixpress/messaging";
import type { Storage } from "@pixpress/storage";
import type { Telemetry } from "@pixpress/telemetry";
import type { Logger } from "pino";
import type { ServerConfig } from "./settings.ts";

/** What a server is built from. */
export interface ServerParts {
  readonly database: Database;
  readonly storage: Storage;
  readonly messaging: Messaging;
  readonly log: Logger;
  /** What the server tells of itself; the caller's to close. */
  readonly telemetry?: Telemetry | null;
  readonly config: ServerConfig;
  /** The built page to serve; null where another process does. */
  readonly webFolder: string | null;
  /** True where no other server shares the database: the first recovery pass then takes every open task. */
  readonly alone: boolean;
  /** Questions readiness asks besides the ports', as sentences of what is wrong. */
  readonly faults?: () => string[];
}
