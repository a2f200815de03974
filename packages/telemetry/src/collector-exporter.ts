import { type ExportResult, ExportResultCode } from "@opentelemetry/core";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import type { ReadableSpan, SpanExporter } from "@opentelemetry/sdk-trace";
import type { Logger } from "pino";

export interface CollectorOptions {
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly log: Pick<Logger, "warn">;
  /** Called for each batch that the collector did not take. */
  readonly onFailure?: () => void;
}

/** To a collector by OTLP over HTTP. What it does not take is lost: one line tells when that begins, and one when it is over. */
export function collectorExporter({ endpoint, headers, log, onFailure }: CollectorOptions, timeoutMillis: number): SpanExporter {
  const exporter = new OTLPTraceExporter({ url: `${endpoint}/v1/traces`, headers: { ...headers }, timeoutMillis });
  // An address may hold a password.
  const collector = new URL(endpoint).origin;
  let refused = false;

  function note({ code, error }: ExportResult): void {
    const failed = code !== ExportResultCode.SUCCESS;
    if (failed) onFailure?.();
    if (failed && !refused) log.warn({ err: error, collector }, "the collector does not take traces; what it does not take is lost");
    if (!failed && refused) log.warn({ collector }, "the collector takes traces again");
    refused = failed;
  }

  return {
    export(spans: ReadableSpan[], done: (result: ExportResult) => void) {
      exporter.export(spans, (result) => {
        note(result);
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: () => exporter.forceFlush(),
  };
}
