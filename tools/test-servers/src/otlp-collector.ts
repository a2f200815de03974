import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A span as a collector is told of it. */
export interface CollectedSpan {
  readonly service: string;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Empty where it is a trace's first. */
  readonly parentSpanId: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly failed: boolean;
}

/** `failing` answers 500, `silent` takes the request and says nothing. */
export type CollectorMood = "well" | "failing" | "silent";

/** A stand-in for an OpenTelemetry collector: it takes spans by OTLP over HTTP, as JSON. */
export interface TestCollector {
  readonly url: string;
  readonly spans: CollectedSpan[];
  /** Every body it was sent, as it came. */
  readonly bodies: string[];
  /** The headers of the last request. */
  headers(): IncomingMessage["headers"];
  feel(mood: CollectorMood): void;
  stop(): Promise<void>;
}

export async function startCollector(): Promise<TestCollector> {
  const spans: CollectedSpan[] = [];
  const bodies: string[] = [];
  let mood: CollectorMood = "well";
  let headers: IncomingMessage["headers"] = {};

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    headers = request.headers;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    bodies.push(body);
    if (mood === "silent") return;
    if (mood === "failing") return void response.writeHead(500).end();
    if (request.method !== "POST" || request.url !== "/v1/traces") return void response.writeHead(404).end();
    spans.push(...spansOf(JSON.parse(body) as Export));
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
  }

  const server = createServer((request, response) => void take(request, response).catch(() => response.destroy()));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    bodies,
    headers: () => headers,
    feel(next) {
      mood = next;
    },
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

interface KeyValue {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}
interface Export {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly KeyValue[] };
    readonly scopeSpans: readonly {
      readonly spans: readonly {
        readonly name: string;
        readonly traceId: string;
        readonly spanId: string;
        readonly parentSpanId?: string;
        readonly startTimeUnixNano: string;
        readonly endTimeUnixNano: string;
        readonly attributes: readonly KeyValue[];
        readonly status: { readonly code?: number };
      }[];
    }[];
  }[];
}

function spansOf({ resourceSpans }: Export): CollectedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map(({ name, traceId, spanId, parentSpanId = "", startTimeUnixNano, endTimeUnixNano, attributes, status }) => ({
        service: String(valuesOf(resource.attributes)["service.name"]),
        name,
        traceId,
        spanId,
        parentSpanId,
        startMs: Number(startTimeUnixNano) / 1e6,
        endMs: Number(endTimeUnixNano) / 1e6,
        attributes: valuesOf(attributes),
        failed: status.code === 2,
      })),
    ),
  );
}

/** A value is an object whose only field names its type. */
const valuesOf = (attributes: readonly KeyValue[]): Record<string, unknown> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
