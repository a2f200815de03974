import type { Health } from "./health.ts";
import type { Metrics } from "./metrics.ts";
import type { Traces } from "./traces.ts";

export type { Part } from "./figures.ts";
export type { Health } from "./health.ts";
export type { Metrics, Reading, Source } from "./metrics.ts";
export { MetricsPortError } from "./metrics-server.ts";
export type { Attributes, OpenSpan, SpanStart, Traces } from "./traces.ts";

/** What a process tells of itself; either may be off. */
export interface Telemetry {
  readonly metrics: Metrics | null;
  readonly traces: Traces | null;
  /** What `/health/ready` beside the figures says. */
  readonly health: Health;
  /** The last spans are handed over, within three seconds; the figures are served no more. */
  close(): Promise<void>;
}
