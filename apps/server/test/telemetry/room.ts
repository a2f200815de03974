import type { Telemetry } from "@pixpress/telemetry";
import { telemetryConfig } from "@pixpress/telemetry/config";
import { openTelemetry } from "@pixpress/telemetry/open";
import { freePort } from "@pixpress/test-servers/free-port";
import { startCollector, type TestCollector } from "@pixpress/test-servers/otlp-collector";
import { pino } from "pino";
import { afterEach } from "vitest";

const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

/** What a server tells, and where a test reads it; gone after the test. */
export interface TelemetryRoom {
  readonly telemetry: Telemetry;
  readonly collector: TestCollector;
  /** What the port of the figures says at `/health/ready`. */
  ready(): Promise<{ status: number; text: string }>;
  /** The value of a series, by its name and labels as they are written; undefined where it is not told. */
  valueOf(series: string): Promise<number | undefined>;
}

export async function openTelemetryRoom(): Promise<TelemetryRoom> {
  const collector = await startCollector();
  const config = telemetryConfig.parse({ METRICS_PORT: await freePort(), OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
  const log = pino({ level: "silent" });
  const telemetry = await openTelemetry(config, { service: "server", parts: ["server"], version: "0", folder: "/", log });
  if (telemetry === null) throw new Error("it was told to tell");
  opened.push(
    () => collector.stop(),
    () => telemetry.close(),
  );
  const url = `http://${config.METRICS_HOST}:${config.METRICS_PORT}`;
  return {
    telemetry,
    collector,
    async ready() {
      const response = await fetch(`${url}/health/ready`);
      return { status: response.status, text: await response.text() };
    },
    async valueOf(series) {
      const lines = (await (await fetch(`${url}/metrics`)).text()).split("\n");
      const line = lines.find((text) => text.startsWith(`${series} `));
      return line === undefined ? undefined : Number(line.slice(series.length + 1));
    },
  };
}
