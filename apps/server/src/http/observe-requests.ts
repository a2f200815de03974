import type { Telemetry } from "@pixpress/telemetry";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

const uploadRoute = "/images/upload";

/** Tells how uploads ended, and makes a span of each request that changes something. */
export function observeRequests(app: FastifyInstance, { metrics, traces }: Telemetry): void {
  const spans = new WeakMap<FastifyRequest, { run<T>(work: () => T): T }>();
  app.addHook("onRequest", async (request, reply) => {
    if (!changes(request)) return;
    const attributes = { "http.request.method": request.method, "http.route": routeOf(request), "pixpress.request.id": request.id };
    const span = traces?.begin(nameOf(request), { attributes, kind: "server", from: request.headers["traceparent"]?.toString() });
    if (span !== undefined) spans.set(request, span);
    // The one event that comes in every case, also where the client left.
    reply.raw.once("close", () => {
      const outcome = outcomeOf(request, reply);
      if (routeOf(request) === uploadRoute) {
        metrics?.add("uploads", { outcome });
        if (outcome === "accepted") metrics?.observe("stages", { stage: "upload" }, reply.elapsedTime / 1000);
      }
      const status = reply.raw.statusCode;
      span?.set({ "http.response.status_code": status, "pixpress.outcome": outcome });
      if (status >= 500) span?.fail(outcome);
      span?.end();
    });
  });
  app.addHook("preHandler", (request, _reply, done) => {
    const span = spans.get(request);
    if (span === undefined) done();
    else span.run(done);
  });
}

const changes = ({ method, is404 }: FastifyRequest) => !is404 && method !== "GET" && method !== "HEAD" && method !== "OPTIONS";
const routeOf = (request: FastifyRequest): string => request.routeOptions.url ?? "";
const nameOf = (request: FastifyRequest) => (routeOf(request) === uploadRoute ? "upload" : `${request.method} ${routeOf(request)}`);

function outcomeOf({ refusal }: FastifyRequest, reply: FastifyReply): string {
  if (reply.raw.statusCode === 202) return reply.hasHeader("idempotent-replayed") ? "replayed" : "accepted";
  if (!reply.raw.writableFinished) return "aborted";
  return refusal ?? "answered";
}
