import { FolderLockedError } from "@pixpress/db/lock";
import closeWithGrace from "close-with-grace";
import { pino } from "pino";
import { compose } from "./compose.ts";
import { loadConfig } from "./config.ts";

const config = loadConfig();
const log = pino({ level: config.DEV ? "info" : "warn", ...(config.DEV ? { transport: { target: "pino-pretty" } } : {}) });

const service = await compose(config, log).catch((error: unknown) => {
  if (!(error instanceof FolderLockedError)) throw error;
  console.error(error.message);
  process.exit(1);
});

// `stop` keeps its own time; a second signal ends the process at once.
closeWithGrace({ delay: false, logger: false }, async ({ err }) => {
  if (err !== undefined) log.fatal({ err }, "pixpress ends on an error nobody handled");
  await service.stop();
});

const { port } = await service.start();
const host = config.HOST === "0.0.0.0" ? "localhost" : config.HOST;
console.log(`pixpress is ready: ${config.PUBLIC_URL ?? `http://${host}:${port}`}`);
