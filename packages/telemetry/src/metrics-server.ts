import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { Metrics } from "./metrics.ts";

export interface MetricsServer {
  close(): Promise<void>;
}

/** The figures cannot be served where the operator wants them; the message says what to do. */
export class MetricsPortError extends Error {
  constructor(host: string, port: number, cause: NodeJS.ErrnoException) {
    const why = cause.code === "EADDRINUSE" ? "is taken: set METRICS_PORT to another" : `cannot be listened on: ${cause.message}`;
    super(`METRICS_PORT ${port} on ${host} ${why}.`, { cause });
    this.name = "MetricsPortError";
  }
}

/** Serves `GET /metrics` and nothing else, on a port of its own. Rejects with a `MetricsPortError`. */
export async function serveMetrics(metrics: Metrics, host: string, port: number): Promise<MetricsServer> {
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 10_000, keepAliveTimeout: 65_000 }, answer(metrics));
  server.unref().listen(port, host);
  await once(server, "listening").catch((cause: NodeJS.ErrnoException) => {
    throw new MetricsPortError(host, port, cause);
  });
  return {
    async close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

const answer =
  (metrics: Metrics): RequestListener =>
  async (request, response) => {
    response.setHeader("content-type", "text/plain; charset=utf-8").setHeader("cache-control", "no-store");
    if (request.url?.split("?")[0] !== "/metrics") return response.writeHead(404).end("There is nothing here but /metrics.\n");
    if (request.method !== "GET" && request.method !== "HEAD") return response.writeHead(405, { allow: "GET, HEAD" }).end();
    const text = await metrics.text().catch(() => null);
    if (text === null) return response.writeHead(500).end("The figures could not be read.\n");
    return response.setHeader("content-type", "text/plain; version=0.0.4; charset=utf-8").end(text);
  };
