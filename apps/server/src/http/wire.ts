import { type Context, createCaller } from "@pixpress/contracts";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Application } from "../application.ts";
import type { ServerParts } from "../parts.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Answers without an `ACCESS_TOKEN`, whoever asks. */
    open?: boolean;
  }
}

/** What every room of the wire is given. */
export interface Wire {
  readonly parts: ServerParts;
  readonly application: Application;
  /** Set once the server stops: nothing new is taken from then on. */
  readonly stopping: AbortSignal;
}

/** Where the caller reached us, as it names us itself; forwarded headers count as far as `TRUST_PROXY` says. */
export function originOf(request: FastifyRequest): string {
  const { localAddress, localPort } = request.socket;
  return `${request.protocol}://${request.host || `${localAddress}:${localPort}`}`;
}

export const contextOf = ({ application }: Wire, request: FastifyRequest, reply?: FastifyReply): Context =>
  application.context({
    requestId: request.id,
    origin: originOf(request),
    // A header of several lines is one with commas.
    idempotencyKey: request.headers["idempotency-key"]?.toString(),
    onReplay: () => void reply?.header("idempotent-replayed", "true"),
  });

/** The router's caller for one request: the same procedures tRPC calls. */
export const apiOf = (wire: Wire, request: FastifyRequest, reply?: FastifyReply) => createCaller(contextOf(wire, request, reply));
