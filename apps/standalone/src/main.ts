import closeWithGrace from "close-with-grace";
import { pino } from "pino";
import { compose } from "./compose.ts";
import { loadConfig } from "./config.ts";

try {
  const config = loadConfig();
  const log = pino(config.DEV ? { transport: { target: "pino-pretty" } } : {});
  const service = await compose(config, log);
  closeWithGrace({ delay: (2 * config.GRACE_SECONDS + 5) * 1000, logger: log }, () => service.stop());
  const { port } = await service.start();
  const host = config.HOST === "0.0.0.0" ? "localhost" : config.HOST;
  console.log(`pixpress is ready: ${config.PUBLIC_URL ?? `http://${host}:${port}`}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
