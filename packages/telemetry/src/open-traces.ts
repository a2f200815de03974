import { AsyncLocalStorage } from "node:async_hooks";
import {
  type Context,
  defaultTextMapGetter,
  defaultTextMapSetter,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, ParentBasedSampler, TraceIdRatioBasedSampler, TracerProvider } from "@opentelemetry/sdk-trace";
import { within } from "@pixpress/contracts/within";
import { type CollectorOptions, collectorExporter } from "./collector-exporter.ts";
import { describeFailure } from "./describe-failure.ts";
import type { OpenSpan, SpanStart, Traces } from "./traces.ts";

export interface TracesOptions extends CollectorOptions {
  readonly service: string;
  readonly version: string;
  /** The part of new traces that is kept. */
  readonly ratio: number;
}

/** What waits for the collector, at most; more is dropped, for the process must not grow by it. */
const maxWaiting = 4096;
const everyMs = 2000;
/** How long one handing over may take, and the last one, at the stop. */
const exportMs = 5000;
const closeMs = 3000;

const kinds = { server: SpanKind.SERVER, producer: SpanKind.PRODUCER, consumer: SpanKind.CONSUMER } as const;
const propagator = new W3CTraceContextPropagator();

/** Traces by the OpenTelemetry SDK. Nothing of it is global: two in one process know nothing of each other. */
export function openTraces(options: TracesOptions): Traces {
  const present = new AsyncLocalStorage<Context>();
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      "service.name": options.service,
      "service.version": options.version,
      "service.instance.id": instance(),
    }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(options.ratio) }),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: collectorExporter(options, exportMs),
        maxQueueSize: maxWaiting,
        scheduledDelayMillis: everyMs,
        exportTimeoutMillis: exportMs,
      }),
    ],
  });
  const tracer = provider.getTracer("pixpress", options.version);

  const contextOf = (from: string | undefined): Context =>
    from === undefined
      ? (present.getStore() ?? ROOT_CONTEXT)
      : propagator.extract(ROOT_CONTEXT, { traceparent: from }, defaultTextMapGetter);

  function begin(name: string, { attributes = {}, from, startedAt, kind }: SpanStart = {}): OpenSpan {
    const parent = contextOf(from);
    const more = { ...(startedAt !== undefined && { startTime: startedAt }), ...(kind !== undefined && { kind: kinds[kind] }) };
    const span = tracer.startSpan(name, { attributes, ...more }, parent);
    return openSpan(span, (work) => present.run(trace.setSpan(parent, span), work));
  }

  return {
    begin,
    async during(name, work, start) {
      const span = begin(name, start);
      try {
        return await span.run(() => work(span));
      } catch (error) {
        span.fail(error);
        throw error;
      } finally {
        span.end();
      }
    },
    present: () => trace.getSpan(present.getStore() ?? ROOT_CONTEXT)?.isRecording() === true,
    tell: (attributes) => void trace.getSpan(present.getStore() ?? ROOT_CONTEXT)?.setAttributes(attributes),
    traceparent() {
      const carrier: Record<string, string> = {};
      propagator.inject(present.getStore() ?? ROOT_CONTEXT, carrier, defaultTextMapSetter);
      return carrier["traceparent"];
    },
    close: () => within(closeMs, provider.shutdown()).catch(() => undefined),
  };
}

function openSpan(span: Span, run: OpenSpan["run"]): OpenSpan {
  return {
    set: (attributes) => void span.setAttributes(attributes),
    fail(error) {
      const about = describeFailure(error);
      span.setAttributes(about).setStatus({ code: SpanStatusCode.ERROR, message: String(about["error.type"]) });
    },
    run,
    end: (at) => span.end(at),
  };
}

/** Tells processes of one service apart; it says nothing of the machine. */
const instance = () => crypto.randomUUID();
