import type { Server } from "node:http";
import type { Socket } from "node:net";
import { Fault, type Problem } from "@pixpress/contracts";
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from "fastify";
import { serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import { describe, sendProblem } from "./problem.ts";
import { newRequestId } from "./request-log.ts";
import type { Wire } from "./wire.ts";

/** A Fastify with the house's ways: zod schemas, our request ids, forwarded headers as the operator says, honest `Expect`. */
export function bareFastify(wire: Wire): FastifyInstance {
  const { config, log } = wire.parts;
  const app = Fastify({
    loggerInstance: log as FastifyBaseLogger,
    genReqId: newRequestId,
    logController: new LogController({ requestIdLogLabel: "requestId", disableRequestLogging: true }),
    trustProxy: trusted(config.TRUST_PROXY),
    return503OnClosing: false,
    // A batch of calls is one long path parameter.
    routerOptions: { maxParamLength: 5000, ignoreTrailingSlash: true },
    http: {
      // Node would refuse it in a shape of its own.
      requireHostHeader: false,
      headersTimeout: config.IDLE_SECONDS * 1000,
      requestTimeout: 0,
      connectionsCheckingInterval: Math.min(config.IDLE_SECONDS * 500, 30_000),
    },
    clientErrorHandler: answerUnreadable,
    // No hook has seen such a request: its address could not even be decoded.
    frameworkErrors: (error, request, reply) =>
      sendProblem(describe(wire, error, request), request, reply.header("x-request-id", request.id)),
  });
  app.setValidatorCompiler(absentAsUndefined);
  app.setSerializerCompiler(serializerCompiler);
  acceptEmptyJson(app);
  continueLate(app);
  return app;
}

function trusted(value: string): boolean | string {
  return value === "true" ? true : value === "false" ? false : value;
}

/** Fastify hands a body that is not there to its schema as null, for which no default stands in. */
const absentAsUndefined: typeof validatorCompiler = (route) => {
  const check = validatorCompiler(route);
  return route.httpPart === "body" ? (body: unknown) => check(body ?? undefined) : check;
};

/** Many clients name JSON as the type of a body they do not send. */
function acceptEmptyJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser("error", "error");
  app.removeContentTypeParser("application/json");
  app.addContentTypeParser<string>("application/json", { parseAs: "string" }, (request, body, done) => {
    if (body === "") done(null, undefined);
    else void parse(request, body, done);
  });
}

/** A client that asks before it sends (`Expect: 100-continue`) is told to go on only once nothing speaks against it. */
function continueLate(app: FastifyInstance): void {
  const server = app.server as Server;
  // Any other expectation is one that this server need not meet.
  for (const event of ["checkContinue", "checkExpectation"]) {
    server.on(event, (request, response) => server.emit("request", request, response));
  }
  // Hooks of a route run after these, so a route that refuses by a header does it in `onRequest`.
  app.addHook("preParsing", async (request, reply) => {
    if (request.headers.expect?.toLowerCase() === "100-continue") reply.raw.writeContinue();
  });
}

/** What is not HTTP, or not wholly: answered in the shape of every other refusal, then closed. */
function answerUnreadable(this: FastifyInstance, error: Error & { code?: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, fault] = unreadable[error.code ?? ""] ?? [
    "400 Bad Request",
    new Fault("invalid_input", "That was no readable HTTP request."),
  ];
  const body = JSON.stringify({ error: fault.message, reason: fault.reason, requestId: newRequestId() } satisfies Problem);
  const head = [
    `HTTP/1.1 ${status}`,
    "content-type: application/json; charset=utf-8",
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}

const unreadable: Record<string, [string, Fault]> = {
  ERR_HTTP_REQUEST_TIMEOUT: ["408 Request Timeout", new Fault("client_timeout", "The request did not come in time.")],
  HPE_HEADER_OVERFLOW: ["431 Request Header Fields Too Large", new Fault("invalid_input", "The headers are too large.")],
};
