import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { openDatabase } from "@pixpress/db/open";
import { openMessaging } from "@pixpress/messaging/open";
import { openStorage } from "@pixpress/storage/open";
import { openTelemetry } from "@pixpress/telemetry/open";
import closeWithGrace from "close-with-grace";
import { pino } from "pino";
import packageFile from "../package.json" with { type: "json" };
import { loadConfig } from "./config.ts";
import { createServer } from "./create-server.ts";

const config = loadConfig();
const log = pino({ name: "server", ...(config.DEV ? { transport: { target: "pino-pretty" } } : {}) });
const page = fileURLToPath(new URL("../../web/dist", import.meta.url));

const teller = { service: "server", parts: ["server"], version: packageFile.version, folder: config.DATA_DIR, log } as const;
const telemetry = await openTelemetry(config, teller).catch(leave);
const database = await openDatabase(config);
const storage = await openStorage(config);
const messaging = await openMessaging({ ...config, log });
const webFolder = existsSync(page) ? page : null;
const server = createServer({ database, storage, messaging, log, config, webFolder, alone: false, telemetry });

// `stop` keeps its own time; a second signal ends the process at once.
closeWithGrace({ delay: false, logger: false }, async ({ err, signal }) => {
  if (err !== undefined) log.fatal({ err }, "the server ends on an error nobody handled");
  log.info({ signal }, "stopping");
  await server.stop();
  await messaging.close();
  await storage.close();
  await database.close();
  await telemetry?.close();
  log.info("stopped");
});

const { address, port } = await server.start().catch((err: NodeJS.ErrnoException) => {
  log.fatal({ err }, err.code === "EADDRINUSE" ? `the port ${config.PORT} is taken: set PORT to another` : "the server cannot start");
  process.exit(1);
});
for (const fault of await messaging.faults().catch(() => ["Redis does not answer."])) log.warn(fault);
log.info({ address, port }, "ready");

/** Says what whoever started it can mend, and leaves with 1. */
function leave(err: Error): never {
  log.fatal({ err }, err.message);
  process.exit(1);
}
