import { openMessaging } from "@pixpress/messaging/open";
import { openStorage } from "@pixpress/storage/open";
import closeWithGrace from "close-with-grace";
import { pino } from "pino";
import { loadConfig } from "./config.ts";
import { createWorker } from "./create-worker.ts";
import { openPool } from "./pool.ts";

const config = loadConfig();
const log = pino({ name: "worker", ...(config.DEV ? { transport: { target: "pino-pretty" } } : {}) });

const storage = await openStorage(config);
const messaging = await openMessaging({ ...config, log });
const pool = openPool(config, log);
const worker = createWorker({ storage, messaging, pool, log, config });

// `stop` keeps its own time; a second signal ends the process at once.
closeWithGrace({ delay: false, logger: false }, async ({ err, signal }) => {
  if (err !== undefined) log.fatal({ err }, "the worker ends on an error");
  log.info({ signal }, "stopping");
  await worker.stop();
  await messaging.close();
  await storage.close();
  log.info("stopped");
});

await worker.start();
log.info("ready");
