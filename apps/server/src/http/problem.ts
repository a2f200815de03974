import { describeError, type ErrorDescription, Fault, type Problem, type Reason } from "@pixpress/contracts";
import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { hasZodFastifySchemaValidationErrors } from "fastify-type-provider-zod";
import { answerSender, isStillSending } from "./unread-body.ts";
import { contextOf, type Wire } from "./wire.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Why it was refused, once it was. */
    refusal?: Reason;
  }
}

/** Seconds a caller should wait before it tries again. */
const retryAfter: Partial<Record<Reason, number>> = {
  storage_full: 60,
  storage_unavailable: 5,
  database_unavailable: 5,
  messaging_unavailable: 5,
  stopping: 1,
};

/** What Fastify and its plugins refuse by themselves, by the status they would have answered with. */
const byStatus: Record<number, Reason> = {
  400: "invalid_input",
  404: "not_found",
  405: "method_not_allowed",
  406: "unsupported_media",
  408: "client_timeout",
  413: "too_large",
  414: "invalid_input",
  415: "unsupported_media",
  429: "rate_limited",
  431: "invalid_input",
};

/** Where what Fastify says is no sentence. */
const sentences: Partial<Record<Reason, string>> = { unsupported_media: "A body of this type is not taken here." };

/** Every error leaves in one shape; what is a bug is logged with its stack and shows nothing but the request's id. */
export function answerErrors(app: FastifyInstance, wire: Wire): void {
  app.setErrorHandler((error, request, reply) => {
    sendProblem(describe(wire, error, request), request, reply);
  });
}

/** What the caller is told of an error, and the log where it is not an expected one. */
export function describe(wire: Wire, error: unknown, request: FastifyRequest): ErrorDescription {
  const fault = faultOf(error) ?? contextOf(wire, request).toFault(error);
  const description = describeError(fault ?? error);
  logFailure(request.log, description, error);
  return description;
}

/** A bug with its stack; what is merely down as a warning; what the caller did wrong not at all. */
export function logFailure(log: FastifyBaseLogger, { expected, status, message }: ErrorDescription, err: unknown, path?: string): void {
  if (!expected) log.error({ err, path }, "unexpected error");
  else if (status >= 500) log.warn({ err, path }, message);
}

export const retryAfterOf = ({ reason, retryAfterSeconds }: ErrorDescription): number | undefined =>
  retryAfterSeconds ?? retryAfter[reason];

function faultOf(error: unknown): Fault | null {
  if (error instanceof Fault) return error;
  if (hasZodFastifySchemaValidationErrors(error)) return new Fault("invalid_input", sentenceOf(error.validation[0]));
  const { statusCode, code, message } = error as { statusCode?: number; code?: string; message?: string };
  const reason = byStatus[statusCode ?? 0];
  const fromFastify = code?.startsWith("FST_") === true || statusCode === 429;
  return reason !== undefined && fromFastify ? new Fault(reason, sentences[reason] ?? message ?? "The request cannot be answered.") : null;
}

function sentenceOf(issue: { instancePath: string; message?: string } | undefined): string {
  const path = issue?.instancePath.slice(1).replaceAll("/", ".") ?? "";
  const message = issue?.message ?? "The input is not valid.";
  return path === "" ? message : `${path}: ${message}`;
}

/** Headers that go with a refusal. */
export function setProblemHeaders(reply: FastifyReply, description: ErrorDescription): void {
  const seconds = retryAfterOf(description);
  if (seconds !== undefined) reply.header("retry-after", seconds);
  if (description.status === 401) reply.header("www-authenticate", "Bearer");
}

/** Answers with a problem, so that even a client in the middle of sending gets it. */
export function sendProblem(description: ErrorDescription, request: FastifyRequest, reply: FastifyReply): void {
  setProblemHeaders(reply, description);
  request.refusal = description.reason;
  const problem: Problem = { error: description.message, reason: description.reason, requestId: request.id };
  sendJson(description.status, JSON.stringify(problem), request, reply);
}

export function sendJson(status: number, body: string, request: FastifyRequest, reply: FastifyReply): void {
  if (reply.sent || reply.raw.headersSent) return;
  reply.header("content-type", "application/json; charset=utf-8").header("cache-control", "no-store");
  if (isStillSending(request.raw)) {
    reply.hijack();
    answerSender(request.raw, reply.raw, { status, headers: reply.getHeaders(), body });
  } else {
    reply.code(status).serializer(String).send(body);
  }
}
