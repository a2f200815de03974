import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { Health } from "./health.ts";
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

/** Serves `GET /metrics`, `/health/live` and `/health/ready`, and nothing else, on a port of its own. Rejects with a `MetricsPortError`. */
export async function serveMetrics(metrics: Metrics, health: Health, host: string, port: number): Promise<MetricsServer> {
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 10_000, keepAliveTimeout: 65_000 }, answer(metrics, health));
  server.listen(port, host);
  await once(server, "listening").catch((cause: NodeJS.ErrnoException) => {
    throw new MetricsPortError(host, port, cause);
  });
  // Whoever asks for figures keeps no process alive.
  server.unref();
  return {
    async close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** What each path says. */
const pages: Readonly<Record<string, (metrics: Metrics, health: Health) => Answer | Promise<Answer>>> = {
  "/metrics": (metrics) =>
    metrics.text().then(
      (text) => ({ status: 200, text }),
      () => ({ status: 500, text: "The figures could not be read.\n" }),
    ),
  "/health/live": () => ({ status: 200, text: "live\n" }),
  "/health/ready": async (_metrics, health) => {
    const faults = await health.faults();
    return faults.length === 0 ? { status: 200, text: "ready\n" } : { status: 503, text: `${faults.join("\n")}\n` };
  },
};

const answer =
  (metrics: Metrics, health: Health): RequestListener =>
  async (request, response) => {
    response.setHeader("content-type", "text/plain; charset=utf-8").setHeader("cache-control", "no-store");
    const path = request.url?.split("?")[0] ?? "";
    const page = Object.hasOwn(pages, path) ? pages[path] : undefined;
    if (page === undefined) return response.writeHead(404).end("There is nothing here but /metrics and /health.\n");
    if (request.method !== "GET" && request.method !== "HEAD") return response.writeHead(405, { allow: "GET, HEAD" }).end();
    const { status, text } = await page(metrics, health);
    if (path === "/metrics" && status === 200) response.setHeader("content-type", "text/plain; version=0.0.4; charset=utf-8");
    return response.writeHead(status).end(text);
  };
