import { FolderLockedError } from "@pixpress/db/lock";
import { MetricsPortError } from "@pixpress/telemetry";
import closeWithGrace from "close-with-grace";
import { pino } from "pino";
import { compose } from "./compose.ts";
import { loadConfig } from "./config.ts";

const config = loadConfig();
const log = pino({ level: config.DEV ? "info" : "warn", ...(config.DEV ? { transport: { target: "pino-pretty" } } : {}) });

const service = await compose(config, log).catch(leave);

// `stop` keeps its own time; a second signal ends the process at once.
closeWithGrace({ delay: false, logger: false }, async ({ err }) => {
  if (err !== undefined) log.fatal({ err }, "pixpress ends on an error");
  await service.stop();
});

const { port } = await service.start().catch(leave);
const host = config.HOST === "0.0.0.0" ? "localhost" : config.HOST;
console.log(`pixpress is ready: ${config.PUBLIC_URL ?? `http://${host}:${port}`}`);

/** Says what whoever started it can mend, and leaves with 1; what nobody foresaw is thrown on. */
function leave(error: NodeJS.ErrnoException): never {
  const { PORT, HOST, DATA_DIR } = config;
  const sentence =
    error instanceof FolderLockedError || error instanceof MetricsPortError
      ? error.message
      : {
          listen:
            error.code === "EADDRINUSE"
              ? `The port ${PORT} is taken: set PORT to another.`
              : `HOST ${HOST} and PORT ${PORT} cannot be listened on: ${error.message}`,
          mkdir: `The folder ${DATA_DIR} cannot be made: set DATA_DIR to another. (${error.message})`,
        }[error.syscall ?? ""];
  if (sentence === undefined) throw error;
  console.error(sentence);
  process.exit(1);
}
