import { openMessaging } from "@pixpress/messaging/open";
import { openStorage } from "@pixpress/storage/open";
import { openTelemetry } from "@pixpress/telemetry/open";
import closeWithGrace from "close-with-grace";
import { pino } from "pino";
import packageFile from "../package.json" with { type: "json" };
import { loadConfig } from "./config.ts";
import { createWorker } from "./create-worker.ts";
import { openPool } from "./pool.ts";

const config = loadConfig();
const log = pino({ name: "worker", ...(config.DEV ? { transport: { target: "pino-pretty" } } : {}) });

const teller = { service: "worker", parts: ["worker"], version: packageFile.version, folder: config.DATA_DIR, log } as const;
const telemetry = await openTelemetry(config, teller).catch(leave);
const storage = await openStorage(config);
const messaging = await openMessaging({ ...config, log });
const pool = openPool(config, log, telemetry);
const worker = createWorker({ storage, messaging, pool, log, config, telemetry });

// `stop` keeps its own time; a second signal ends the process at once.
closeWithGrace({ delay: false, logger: false }, async ({ err, signal }) => {
  if (err !== undefined) log.fatal({ err }, "the worker ends on an error");
  log.info({ signal }, "stopping");
  await worker.stop();
  await messaging.close();
  await storage.close();
  await telemetry?.close();
  log.info("stopped");
});

await worker.start();
log.info("ready");

/** Says what whoever started it can mend, and leaves with 1. */
function leave(err: Error): never {
  log.fatal({ err }, err.message);
  process.exit(1);
}
