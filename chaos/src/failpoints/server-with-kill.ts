import { parseEnvironment } from "@pixpress/contracts/environment";
import { databaseConfig } from "@pixpress/db/config";
import { openDatabase } from "@pixpress/db/open";
import { messagingConfig } from "@pixpress/messaging/config";
import { faulty as faultyMessaging } from "@pixpress/messaging/faulty";
import { openMessaging } from "@pixpress/messaging/open";
import { createServer } from "@pixpress/server";
import { serverConfig } from "@pixpress/server/settings";
import { storageConfig } from "@pixpress/storage/config";
import { openStorage } from "@pixpress/storage/open";
import { faulty } from "@pixpress/test-servers/faulty";
import { pino } from "pino";
import * as z from "zod";
import { takeToken } from "./tokens.ts";

// A server that kills itself right after the verb of a port for which it finds a token in `CHAOS_TOKENS`.
const schema = z.object({
  ...databaseConfig.shape,
  ...storageConfig.shape,
  ...messagingConfig.shape,
  ...serverConfig.shape,
  CHAOS_TOKENS: z.string(),
});
const config = parseEnvironment(schema, process.env);
const log = pino({ name: "server" });
const lastDone = new Map<string, number>();

function kill(operation: string, when: "before" | "after"): void {
  if (when !== "after") return;
  if (takeToken(config.CHAOS_TOKENS, operation, lastDone)) process.kill(process.pid, "SIGKILL");
  lastDone.set(operation, Date.now());
}

const server = createServer({
  database: faulty(await openDatabase(config), kill),
  storage: faulty(await openStorage(config), kill),
  messaging: faultyMessaging(await openMessaging({ ...config, log }), kill),
  log,
  config,
  webFolder: null,
  alone: false,
});
const { address, port } = await server.start();
log.info({ address, port }, "ready");
