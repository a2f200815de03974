import type { Logger } from "pino";
import type { TelemetryConfig } from "./config.ts";
import { diskSpace } from "./disk-space.ts";
import type { Part } from "./figures.ts";
import { createHealth } from "./health.ts";
import { createMetrics, type Metrics } from "./metrics.ts";
import { serveMetrics } from "./metrics-server.ts";
import { processMemory } from "./process-memory.ts";
import type { Telemetry } from "./telemetry.ts";

/** Who tells. */
export interface Teller {
  readonly service: "server" | "worker" | "standalone";
  readonly parts: readonly Part[];
  readonly version: string;
  /** The folder whose room is told. */
  readonly folder: string;
  readonly log: Logger;
}

/** As the configuration wants it; null, and then nothing of this costs anything, where it wants neither. Rejects with a `MetricsPortError`. */
export async function openTelemetry(config: TelemetryConfig, teller: Teller): Promise<Telemetry | null> {
  const { METRICS_PORT: port, METRICS_HOST: host, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } = config;
  if (port === 0 && endpoint === undefined) return null;
  const { service, parts, version, folder, log } = teller;
  const metrics = port === 0 ? null : createMetrics(parts);
  metrics?.collect({ gauges: ["build"], read: () => [["build", { version, part: service }, 1]] });
  metrics?.collect(processMemory);
  metrics?.collect(diskSpace(folder));
  const health = createHealth();
  const server = metrics === null ? null : await serveMetrics(metrics, health, host, port);
  const traces = endpoint === undefined ? null : await openTracesTo(endpoint, config, teller, metrics);
  log.info({ metrics: port === 0 ? undefined : `http://${host}:${port}/metrics`, traces: originOf(endpoint) }, "tells of itself");
  return {
    metrics,
    traces,
    health,
    async close() {
      await traces?.close();
      await server?.close();
    },
  };
}

/** An address may hold a password. */
const originOf = (endpoint: string | undefined) => (endpoint === undefined ? undefined : new URL(endpoint).origin);

/** The SDK is loaded only for whoever wants traces. */
async function openTracesTo(endpoint: string, config: TelemetryConfig, { service, version, log }: Teller, metrics: Metrics | null) {
  const { openTraces } = await import("./open-traces.ts");
  return openTraces({
    endpoint,
    headers: Object.fromEntries(config.OTEL_EXPORTER_OTLP_HEADERS),
    ratio: config.OTEL_TRACES_SAMPLER_ARG,
    service: service === "standalone" ? "pixpress" : `pixpress-${service}`,
    version,
    log,
    onFailure: () => metrics?.add("exportsFailed", {}),
  });
}
