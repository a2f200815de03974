import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Database } from "@pixpress/db";
import { lockFolder } from "@pixpress/db/lock";
import { openDatabase } from "@pixpress/db/open";
import type { Messaging } from "@pixpress/messaging";
import { openMessaging } from "@pixpress/messaging/open";
import { createServer } from "@pixpress/server";
import type { Storage } from "@pixpress/storage";
import { openStorage } from "@pixpress/storage/open";
import { openTelemetry } from "@pixpress/telemetry/open";
import { createWorker } from "@pixpress/worker";
import { openPool } from "@pixpress/worker/pool";
import type { Logger } from "pino";
import packageFile from "../package.json" with { type: "json" };
import type { StandaloneConfig } from "./config.ts";

/** What is behind the ports. */
export interface Ports {
  readonly database: Database;
  readonly storage: Storage;
  readonly messaging: Messaging;
}

const webFolder = fileURLToPath(new URL("../../web/dist", import.meta.url));

/** Server and worker over one set of adapters, in one process; `wrap` stands before the adapters (tests use it). */
export async function compose(config: StandaloneConfig, log: Logger, wrap: (ports: Ports) => Ports = (ports) => ports) {
  const lock = lockFolder(config.DATA_DIR);
  const teller = {
    service: "standalone",
    parts: ["server", "worker"],
    version: packageFile.version,
    folder: config.DATA_DIR,
    log,
  } as const;
  const telemetry = await openTelemetry(config, teller);
  const ports = wrap({
    database: await openDatabase(config),
    storage: await openStorage(config),
    messaging: await openMessaging({ ...config, log }),
  });
  const worker = createWorker({ ...ports, config, log, telemetry, pool: openPool(config, log, telemetry) });
  const server = createServer({
    ...ports,
    config,
    log,
    telemetry,
    webFolder: existsSync(webFolder) ? webFolder : null,
    alone: config.REDIS_HOST === undefined && config.MONGODB_URI === undefined,
    faults: () => worker.faults(),
  });
  return {
    async start() {
      const listening = await server.start();
      await worker.start();
      return listening;
    },
    /** Both take nothing more from the same moment on; the server ends after the worker, so that what that still finishes is recorded. */
    async stop() {
      await Promise.all([server.stopAnswering(), worker.stop()]);
      await server.stop();
      for (const port of [ports.messaging, ports.storage, ports.database]) await port.close();
      await telemetry?.close();
      lock.release();
    },
  };
}
