import { StorageError } from "@pixpress/storage";
import type { Telemetry } from "@pixpress/telemetry";
import { telemetryConfig } from "@pixpress/telemetry/config";
import { openTelemetry } from "@pixpress/telemetry/open";
import { freePort } from "@pixpress/test-servers/free-port";
import { startCollector, type TestCollector } from "@pixpress/test-servers/otlp-collector";
import { pino } from "pino";
import sharp from "sharp";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { WorkerParts } from "../../src/create-worker.ts";
import { observeParts } from "../../src/telemetry/observe-parts.ts";
import { failing } from "../failing-storage.ts";
import { openRoom } from "../worker-room.ts";

const noise = { type: "gaussian" as const, mean: 128, sigma: 40 };
const picture = sharp({ create: { width: 320, height: 240, channels: 3, background: "#808080", noise } });
const photo = await picture.jpeg({ quality: 98 }).toBuffer();

const patient = { timeout: 20_000 };

let collector: TestCollector;
let telemetry: Telemetry;
beforeEach(async () => {
  collector = await startCollector();
  telemetry = await open(collector.url);
});
afterEach(async () => {
  await telemetry.close();
  await collector.stop();
});

async function open(endpoint: string): Promise<Telemetry> {
  const config = telemetryConfig.parse({ METRICS_PORT: await freePort(), OTEL_EXPORTER_OTLP_ENDPOINT: endpoint });
  const log = pino({ level: "silent" });
  const opened = await openTelemetry(config, { service: "worker", parts: ["worker"], version: "0", folder: "/", log });
  return opened ?? expect.unreachable();
}
const valueOf = async (series: string) => {
  const line = (await telemetry.metrics?.text())?.split("\n").find((text) => text.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
};

it("a worker that tells nothing works on its very own parts", () => {
  const parts = { telemetry: null } as WorkerParts;
  expect(observeParts(parts)).toBe(parts);
});

describe("the figures of a worker", () => {
  it("tell of what it took and how each run ended, and of what it has in hand", async () => {
    const room = await openRoom({ telemetry, storage: failing("download", new StorageError("download", "unavailable"), 1) });
    await room.worker.start();
    const message = await room.task(photo, { formats: ["jpeg", "webp"] });
    await room.send(message);
    const { outputs } = await room.resultOf(message);
    await expect.poll(() => valueOf("pixpress_tasks_in_hand"), patient).toBe(0);
    expect(await valueOf('pixpress_tasks_taken_total{queue="tasks"}')).toBe(2);
    expect(await valueOf('pixpress_runs_total{outcome="handed_back"}')).toBe(1);
    expect(await valueOf('pixpress_runs_total{outcome="answered"}')).toBe(1);
    expect(await valueOf('pixpress_port_errors_total{port="storage",retryable="true"}')).toBe(1);
    // The wait of what came again is not told: it was worked on in between.
    expect(await valueOf('pixpress_stage_seconds_count{stage="wait"}')).toBe(1);
    expect(await valueOf('pixpress_stage_seconds_count{stage="store"}')).toBe(2);
    expect(await valueOf("pixpress_original_bytes_total")).toBe(photo.length);
    for (const { format, bytes } of outputs) expect(await valueOf(`pixpress_output_bytes_total{format="${format}"}`)).toBe(bytes);
    expect(await valueOf("pixpress_worker_faults")).toBe(0);
  });

  it("tell what keeps it from its work", async () => {
    const room = await openRoom({ telemetry, storage: failing("download", new StorageError("download", "unavailable")) });
    await room.worker.start();
    await room.send(await room.task(photo));
    await expect.poll(() => valueOf("pixpress_worker_faults"), patient).toBe(1);
  });
});

describe("a collector that", () => {
  it.each<[string, () => Promise<string>]>([
    ["is gone", async () => `http://127.0.0.1:${await freePort()}`],
    ["answers with 500", async () => (collector.feel("failing"), collector.url)],
    ["takes everything and says nothing", async () => (collector.feel("silent"), collector.url)],
  ])("%s costs no task", async (_, endpoint) => {
    const own = await open(await endpoint());
    const room = await openRoom({ telemetry: own });
    await room.worker.start();
    const message = await room.task(photo);
    await room.send(message);
    expect(await room.resultOf(message)).toMatchObject({ status: "completed" });
    await expect.poll(() => room.messaging.tasks.stateOf(message.taskId), patient).toBe("missing");
    await room.worker.stop();
    await own.close();
  });
});

it("an image that cannot be compressed is a span that failed, with the reason", async () => {
  const room = await openRoom({ telemetry });
  await room.worker.start();
  const message = await room.task(Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(500, 7)]));
  await room.send(message);
  expect(await room.resultOf(message)).toMatchObject({ status: "failed" });
  await room.worker.stop();
  await telemetry.close();
  const compress = collector.spans.find(({ name }) => name === "compress");
  expect(compress).toMatchObject({ failed: true, attributes: { "error.type": "EngineError", "pixpress.error.reason": "not_an_image" } });
});
