import { Fault } from "@pixpress/contracts";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { describe, sendProblem } from "./problem.ts";
import type { Wire } from "./wire.ts";

/**
 * Ends a request whose body stops coming for `IDLE_SECONDS`. A slow body that moves goes on, and so does the wait for an answer:
 * the silence counts only while it is the client's turn.
 */
export function endSilentRequests(app: FastifyInstance, wire: Wire): void {
  const idleMs = wire.parts.config.IDLE_SECONDS * 1000;
  app.addHook("onRequest", async (request, reply) => {
    const { raw } = request;
    if (raw.complete || (raw.headers["content-length"] ?? "0") === "0") {
      if (raw.headers["transfer-encoding"] === undefined) return;
    }
    const { socket } = raw;
    socket.setTimeout(idleMs);
    raw.once("end", () => socket.setTimeout(0));
    // With a listener here Node leaves the connection to us.
    reply.raw.on("timeout", () => {
      if (!raw.complete) giveUp(wire, request, reply);
    });
  });
}

function giveUp(wire: Wire, request: FastifyRequest, reply: FastifyReply): void {
  const silent = new Fault("client_timeout", "Nothing more came; the request was given up.");
  sendProblem(describe(wire, silent, request), request, reply);
  request.raw.destroy();
}
