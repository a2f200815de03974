import { createHash } from "node:crypto";
import { copyFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ChildPool, EngineOutput } from "@pixpress/engine/child-pool";
import { engineConfig } from "@pixpress/engine/config";
import { messagingConfig } from "@pixpress/messaging/config";
import { openMessaging } from "@pixpress/messaging/open";
import { storageConfig } from "@pixpress/storage/config";
import { openStorage } from "@pixpress/storage/open";
import { telemetryConfig } from "@pixpress/telemetry/config";
import { openTelemetry } from "@pixpress/telemetry/open";
import { createWorker } from "@pixpress/worker";
import { workerConfig } from "@pixpress/worker/settings";
import { pino } from "pino";

// A worker process whose engine does nothing: everything else of it is the real one. Its only argument is its environment, as JSON.
const schema = messagingConfig
  .extend(storageConfig.shape)
  .extend(engineConfig.shape)
  .extend(workerConfig.shape)
  .extend(telemetryConfig.shape);
const config = schema.parse(JSON.parse(process.argv[2] ?? "{}"));
const log = pino({ name: "worker", level: "warn" });

const untouched = {
  requested: "original",
  format: "png",
  width: 8,
  height: 8,
  score: null,
  target: null,
  search: null,
  targetMet: null,
  encodes: null,
  scale: null,
  outcome: "kept_original",
  outcomeReason: "nothing_smaller",
  encoderQuality: null,
  chroma: null,
  effort: null,
  effortReason: null,
  lossless: true,
  seconds: 0,
  stages: null,
  candidates: [],
  metadataRemoved: [],
} as const satisfies Partial<EngineOutput>;

/** Hands the original back as the result. */
const pool: ChildPool = {
  async run({ input, outputFolder }, { onStart }) {
    onStart?.();
    const path = join(outputFolder, "original.png");
    await copyFile(input, path);
    const bytes = await readFile(path);
    return { outputs: [{ ...untouched, path, bytes: bytes.length, hash: createHash("sha256").update(bytes).digest("hex") }], errors: [] };
  },
  close: async () => undefined,
};

const [storage, messaging] = await Promise.all([openStorage(config), openMessaging({ ...config, log })]);
const telemetry = await openTelemetry(config, { service: "worker", parts: ["worker"], version: "0", folder: config.DATA_DIR, log });
const worker = createWorker({ storage, messaging, pool, log, config, telemetry });
process.once("SIGTERM", async () => {
  await worker.stop();
  await messaging.close();
  await storage.close();
  await telemetry?.close();
  process.exit();
});
await worker.start();
process.send?.("ready");
