import { randomBytes } from "node:crypto";
import type { FastifyInstance } from "fastify";

/** Names a request in its answer, in every problem and in the log. Always ours: a caller could name its own like another's. */
export const newRequestId = (): string => randomBytes(8).toString("hex");

/** One line for each answer, and its id on it. */
export function logRequests(app: FastifyInstance): void {
  app.addHook("onRequest", async (request, reply) => {
    reply.header("x-request-id", request.id);
  });
  app.addHook("onResponse", async (request, reply) => {
    const { method, url, ip } = request;
    const line = { method, url, ip, status: reply.raw.statusCode, milliseconds: Math.round(reply.elapsedTime) };
    if (request.routeOptions.config.rateLimit === false) request.log.debug(line, "answered");
    else request.log.info(line, "answered");
  });
}
