import { type AppRouter, appRouter, describeError, type ErrorDescription, Fault } from "@pixpress/contracts";
import { type FastifyTRPCPluginOptions, fastifyTRPCPlugin } from "@trpc/server/adapters/fastify";
import { TRPC_ERROR_CODES_BY_KEY } from "@trpc/server/rpc";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { EventStreams } from "./event-streams.ts";
import { describe, logFailure, retryAfterOf, sendJson, setProblemHeaders } from "./problem.ts";
import { codeOf } from "./trpc-codes.ts";
import { watchRoute } from "./watch.ts";
import { contextOf, type Wire } from "./wire.ts";

/** The first face of the router, at `/trpc`; its subscription goes out as SSE. */
export function trpcRoutes(app: FastifyInstance, wire: Wire, streams: EventStreams): void {
  void app.register(async (scope) => {
    scope.addHook("onRoute", (route) => {
      route.schema = { ...route.schema, hide: true };
    });
    // The adapter takes a multipart body of any size on every mutation.
    scope.addHook("onRequest", async ({ method, headers }) => {
      const type = headers["content-type"] ?? (method === "POST" ? "none" : undefined);
      if (type !== undefined && !/^application\/json\s*(;|$)/i.test(type)) throw new Fault("unsupported_media", "Calls are made in JSON.");
    });
    scope.addHook("onSend", async (_request, reply, payload) => {
      // The adapter sends a `Response`, whose headers become the reply's only after this hook.
      const type = payload instanceof Response ? payload.headers.get("content-type") : reply.getHeader("content-type");
      if (String(type).startsWith("text/event-stream")) streams.add(reply.raw);
      return payload;
    });
    scope.setErrorHandler((error, request, reply) => {
      sendShape(describe(wire, error, request), request, reply);
    });
    watchRoute(scope, wire);
    await scope.register(fastifyTRPCPlugin, {
      prefix: "/trpc",
      trpcOptions: optionsOf(wire),
    } satisfies FastifyTRPCPluginOptions<AppRouter>);
  });
}

function optionsOf(wire: Wire): FastifyTRPCPluginOptions<AppRouter>["trpcOptions"] {
  return {
    router: appRouter,
    createContext: ({ req, res }) => contextOf(wire, req, res),
    responseMeta: ({ errors }) => {
      const seconds = errors.map((error) => retryAfterOf(describeError(error))).find((value) => value !== undefined);
      return seconds === undefined ? {} : { headers: { "retry-after": String(seconds) } };
    },
    onError: ({ error, req, path }) => logFailure(req.log, describeError(error), error.cause ?? error, path),
  };
}

/** A refusal from before the adapter (no token, too many requests), in the shape a tRPC client reads. */
function sendShape(description: ErrorDescription, request: FastifyRequest, reply: FastifyReply): void {
  setProblemHeaders(reply, description);
  const { status, reason, message } = description;
  const code = codeOf(status);
  const data = { code, httpStatus: status, reason, requestId: request.id };
  sendJson(status, JSON.stringify({ error: { message, code: TRPC_ERROR_CODES_BY_KEY[code], data } }), request, reply);
}
