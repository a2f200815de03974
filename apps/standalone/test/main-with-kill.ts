import { appendFileSync } from "node:fs";
import { faulty as faultyMessaging } from "@pixpress/messaging/faulty";
import { faulty } from "@pixpress/test-servers/faulty";
import { pino } from "pino";
import { compose } from "../src/compose.ts";
import { loadConfig } from "../src/config.ts";

// Standalone that kills itself right after the nth call of one verb of a port: `KILL_AFTER=put#2`. Only tests start it.
const [target, call = "1"] = (process.env["KILL_AFTER"] ?? "").split("#");
const marker = process.env["KILL_MARKER"] ?? "";

let left = Number(call);

function kill(operation: string, when: "before" | "after"): void {
  if (when !== "after" || operation !== target) return;
  left -= 1;
  if (left > 0) return;
  appendFileSync(marker, operation);
  process.kill(process.pid, "SIGKILL");
}

const service = await compose(loadConfig(), pino({ level: "warn" }), ({ database, storage, messaging }) => ({
  database: faulty(database, kill),
  storage: faulty(storage, kill),
  messaging: faultyMessaging(messaging, kill),
}));
await service.start();
