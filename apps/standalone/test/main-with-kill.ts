import { appendFileSync } from "node:fs";
import { faulty } from "@pixpress/test-servers/faulty";
import { pino } from "pino";
import { compose } from "../src/compose.ts";
import { loadConfig } from "../src/config.ts";

// Standalone that kills itself right after the first call of one verb of a port: `KILL_AFTER=images.finish`. Only tests start it.
const target = process.env["KILL_AFTER"];
const marker = process.env["KILL_MARKER"] ?? "";

function kill(operation: string, when: "before" | "after"): void {
  if (when !== "after" || operation !== target) return;
  appendFileSync(marker, operation);
  process.kill(process.pid, "SIGKILL");
}

const service = await compose(loadConfig(), pino({ level: "warn" }), ({ database, storage, messaging }) => ({
  database: faulty(database, kill),
  storage: faulty(storage, kill),
  messaging: faulty(messaging, kill),
}));
await service.start();
